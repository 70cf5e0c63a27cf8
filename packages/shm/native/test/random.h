// SPDX-License-Identifier: Apache-2.0
// Repeatable randomness, and byte streams whose every byte is known from its position.
#pragma once

#include <cstddef>
#include <cstdint>

namespace memlane::test {

// splitmix64. The same seed gives the same numbers everywhere.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }

  // 0 … below - 1.
  uint32_t Below(uint32_t below) { return static_cast<uint32_t>(Next() % below); }
  // low … high.
  uint32_t Between(uint32_t low, uint32_t high) { return low + Below(high - low + 1); }

 private:
  uint64_t state_;
};

// The byte at `position` of stream `seed`. Repeats only after the seed does, so a byte that was lost, doubled or left from
// an earlier lap of a ring differs with 255 chances in 256.
inline uint8_t ByteAt(uint64_t seed, uint64_t position) {
  uint64_t z = (seed + (position >> 3)) * 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ull;
  return static_cast<uint8_t>((z ^ (z >> 32)) >> (8 * (position & 7)));
}

inline void FillStream(uint64_t seed, uint64_t position, uint8_t* bytes, size_t length) {
  for (size_t i = 0; i < length; i++) bytes[i] = ByteAt(seed, position + i);
}

inline bool IsStream(uint64_t seed, uint64_t position, const uint8_t* bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] != ByteAt(seed, position + i)) return false;
  }
  return true;
}

}  // namespace memlane::test
