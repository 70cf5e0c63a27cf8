// SPDX-License-Identifier: Apache-2.0
// The ring between two honest ends in one thread.
#include <algorithm>
#include <memory>
#include <vector>

#include "test/guarded_ring.h"
#include "test/random.h"
#include "test/test.h"

namespace memlane {
namespace {

using test::GuardedRing;
constexpr uint32_t kCapacity = GuardedRing::kCapacity;
constexpr uint64_t kSeed = 7;

// Writes `length` bytes of the stream from `position` on. @returns how many were taken
uint32_t Write(GuardedRing& ring, uint64_t position, uint32_t length) {
  std::vector<uint8_t> from(length);
  test::FillStream(kSeed, position, from.data(), length);
  const auto result = ring.producer.Write(from.data(), length);
  CHECK(result.status.ok());
  return result.written;
}

// Reads at most `length` bytes and compares them with the stream from `position` on. @returns how many came
uint32_t Read(GuardedRing& ring, uint64_t position, uint32_t length) {
  std::vector<uint8_t> into(length);
  const auto result = ring.consumer.Read(into.data(), length);
  CHECK(result.status.ok());
  CHECK(test::IsStream(kSeed, position, into.data(), result.read));
  return result.read;
}

TEST("an empty ring reads nothing") {
  GuardedRing ring;
  bool has_bytes = true;

  CHECK(Read(ring, 0, 100) == 0);
  CHECK(ring.consumer.CheckBytes(&has_bytes).ok() && !has_bytes);
}

TEST("bytes that were written are read once, in order") {
  GuardedRing ring;

  CHECK(Write(ring, 0, 100) == 100);
  CHECK(Write(ring, 100, 50) == 50);
  CHECK(Read(ring, 0, 120) == 120);
  CHECK(Read(ring, 120, 120) == 30);
  CHECK(Read(ring, 150, 120) == 0);
}

TEST("nothing is written or read when the length is 0") {
  GuardedRing ring;

  CHECK(Write(ring, 0, 0) == 0);
  CHECK(ring.control->tail.load() == 0 && ring.control->producer_wants.load() == 0);
  CHECK(Write(ring, 0, 10) == 10);
  CHECK(Read(ring, 0, 0) == 0);
  CHECK(ring.control->head.load() == 0);
}

TEST("a write of every size up to the capacity arrives whole") {
  GuardedRing ring;
  uint64_t position = 0;
  std::vector<uint32_t> sizes = {1, 2, 3, 7, 8, 63, 64, 65, 4095, 4096, 4097, kCapacity / 2, kCapacity - 1, kCapacity};
  for (uint32_t size = 1; size <= kCapacity; size += 97) sizes.push_back(size);

  for (const uint32_t size : sizes) {
    REQUIRE(Write(ring, position, size) == size);
    REQUIRE(Read(ring, position, size) == size);
    position += size;
  }
}

TEST("bytes that do not fit before the end of the buffer go on at its start and are published once") {
  GuardedRing ring;
  CHECK(Write(ring, 0, kCapacity - 10) == kCapacity - 10);
  CHECK(Read(ring, 0, kCapacity - 10) == kCapacity - 10);

  CHECK(Write(ring, kCapacity - 10, 30) == 30);

  CHECK(ring.control->tail.load() == kCapacity + 20);
  CHECK(test::IsStream(kSeed, kCapacity - 10, ring.bytes + kCapacity - 10, 10));
  CHECK(test::IsStream(kSeed, kCapacity, ring.bytes, 20));
  CHECK(Read(ring, kCapacity - 10, 30) == 30);
}

TEST("a full ring takes no more and overwrites nothing") {
  GuardedRing ring;
  CHECK(Write(ring, 0, kCapacity) == kCapacity);

  CHECK(Write(ring, kCapacity, 1) == 0);

  CHECK(ring.control->tail.load() == kCapacity);
  CHECK(Read(ring, 0, kCapacity) == kCapacity);
}

TEST("a write longer than the room takes what fits and leaves a wish for at most half of the ring") {
  GuardedRing ring;
  CHECK(Write(ring, 0, 100) == 100);

  CHECK(Write(ring, 100, 2 * kCapacity) == kCapacity - 100);

  CHECK(ring.control->producer_wants.load() == kCapacity / 2);
  bool has_room = true;
  CHECK(ring.producer.CheckRoom(&has_room).ok() && !has_room);
}

TEST("a consumer rings once, when it has taken what the producer wished for") {
  GuardedRing ring;
  std::vector<uint8_t> into(kCapacity);
  CHECK(Write(ring, 0, kCapacity + 1000) == kCapacity);
  CHECK(ring.control->producer_wants.load() == 1000);

  CHECK(!ring.consumer.Read(into.data(), 999).ring);
  CHECK(ring.consumer.Read(into.data(), 1).ring);
  CHECK(!ring.consumer.Read(into.data(), 1).ring);

  CHECK(ring.control->producer_wants.load() == 0);
  bool has_room = false;
  CHECK(ring.producer.CheckRoom(&has_room).ok() && has_room);
}

TEST("a producer that never waited has room") {
  GuardedRing ring;
  bool has_room = false;

  CHECK(Write(ring, 0, 10) == 10);
  CHECK(ring.producer.CheckRoom(&has_room).ok() && has_room);
}

TEST("a producer rings once for a consumer that sleeps, and not at all for one that is awake") {
  GuardedRing ring;
  uint8_t byte = 1;
  bool sleeps = false;

  CHECK(!ring.producer.Write(&byte, 1).ring);
  (void)ring.consumer.Read(&byte, 1);
  CHECK(ring.consumer.Sleep(&sleeps).ok() && sleeps);
  CHECK(ring.producer.Write(&byte, 1).ring);
  CHECK(!ring.producer.Write(&byte, 1).ring);
  ring.consumer.Wake();
  CHECK(!ring.producer.Write(&byte, 1).ring);
}

TEST("a consumer with bytes to read does not sleep") {
  GuardedRing ring;
  CHECK(Write(ring, 0, 1) == 1);
  bool sleeps = true;

  CHECK(ring.consumer.Sleep(&sleeps).ok());

  CHECK(!sleeps);
  CHECK(ring.control->consumer_sleeps.load() == 0);
}

TEST("random writes and reads keep the stream, at any fill") {
  const auto ring = std::make_unique<GuardedRing>();
  test::Random random(1);
  uint64_t written = 0;
  uint64_t read = 0;

  for (uint64_t i = 0; i < test::Amount(20'000, 1'000'000); i++) {
    written += Write(*ring, written, random.Below(random.Below(8) == 0 ? 2 * kCapacity : 600));
    read += Read(*ring, read, random.Below(random.Below(8) == 0 ? 2 * kCapacity : 600));
    REQUIRE(read <= written && written - read <= kCapacity);
    REQUIRE(test::failed_checks == 0);
  }
  CHECK(Read(*ring, read, kCapacity) == written - read);
}

}  // namespace
}  // namespace memlane
