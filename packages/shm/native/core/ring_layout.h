// SPDX-License-Identifier: Apache-2.0
// The control words of one ring as both processes see them. docs/memory-layout.md is their description for people; the
// assertions below keep the two from drifting apart.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace memlane {

constexpr uint64_t kRingMagic = 0x31474e52454e4c4dull;  // "MLNERNG1" in memory
constexpr uint32_t kRingVersion = 1;
constexpr uint32_t kMinRingCapacity = 64 * 1024;
constexpr uint32_t kMaxRingCapacity = 64 * 1024 * 1024;
constexpr size_t kRingControlBytes = 4096;

// Words that different sides write lie on different pairs of cache lines (the prefetcher loads lines in pairs).
struct RingControl {
  // Written once by the server before the client has the memory; only ever compared, never believed.
  uint64_t magic;
  uint32_t version;
  uint32_t capacity;
  uint8_t unused_0[112];
  // Written by the producer only: bytes ever published.   PUBLISHED: release here -> acquire in the consumer.
  std::atomic<uint64_t> tail;
  uint8_t unused_1[120];
  // Written by the consumer only: bytes ever taken.       REUSABLE: release here -> acquire in the producer.
  std::atomic<uint64_t> head;
  uint8_t unused_2[120];
  // Set to 1 by the consumer before it sleeps, exchanged for 0 by the producer that will wake it.
  std::atomic<uint32_t> consumer_sleeps;
  uint8_t unused_3[124];
  // The head that the waiting producer needs, 0 for none; exchanged for 0 by the consumer that will wake it.
  std::atomic<uint64_t> producer_wants;
  uint8_t unused_4[kRingControlBytes - 520];
};

static_assert(std::atomic<uint64_t>::is_always_lock_free && std::atomic<uint32_t>::is_always_lock_free);
static_assert(sizeof(std::atomic<uint64_t>) == 8 && sizeof(std::atomic<uint32_t>) == 4);
static_assert(offsetof(RingControl, magic) == 0);
static_assert(offsetof(RingControl, version) == 8);
static_assert(offsetof(RingControl, capacity) == 12);
static_assert(offsetof(RingControl, tail) == 128);
static_assert(offsetof(RingControl, head) == 256);
static_assert(offsetof(RingControl, consumer_sleeps) == 384);
static_assert(offsetof(RingControl, producer_wants) == 512);
static_assert(sizeof(RingControl) == kRingControlBytes);

// What a peer must agree on before it maps the memory: every offset above, folded into one number (FNV-1a).
constexpr uint64_t LayoutHash() {
  uint64_t hash = 0xcbf29ce484222325ull;
  const uint64_t facts[] = {kRingMagic,
                            kRingVersion,
                            offsetof(RingControl, tail),
                            offsetof(RingControl, head),
                            offsetof(RingControl, consumer_sleeps),
                            offsetof(RingControl, producer_wants),
                            kRingControlBytes};
  for (const uint64_t fact : facts) {
    for (int shift = 0; shift < 64; shift += 8) {
      hash ^= (fact >> shift) & 0xff;
      hash *= 0x100000001b3ull;
    }
  }
  return hash;
}

// `bytes` rounded up to a capacity that a ring can have.
constexpr uint32_t RingCapacityFor(uint32_t bytes) {
  uint32_t capacity = kMinRingCapacity;
  while (capacity < bytes && capacity < kMaxRingCapacity) capacity *= 2;
  return capacity;
}

}  // namespace memlane
