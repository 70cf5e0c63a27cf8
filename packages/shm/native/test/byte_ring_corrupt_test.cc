// SPDX-License-Identifier: Apache-2.0
// The ring against a peer that writes anything into the control words. GuardedRing's pages and the sanitizers see every
// access out of bounds; the checks here say which words are refused.
#include <memory>
#include <thread>
#include <vector>

#include "test/guarded_ring.h"
#include "test/random.h"
#include "test/test.h"

namespace memlane {
namespace {

using test::GuardedRing;
constexpr uint32_t kCapacity = GuardedRing::kCapacity;

// A ring that has carried `passed` bytes and holds `waiting` more.
struct UsedRing : GuardedRing {
  UsedRing(uint32_t passed, uint32_t waiting) {
    std::vector<uint8_t> bytes(kCapacity, 1);
    for (uint32_t left = passed; left > 0;) {
      const uint32_t count = left < kCapacity ? left : kCapacity;
      (void)producer.Write(bytes.data(), count);
      (void)consumer.Read(bytes.data(), count);
      left -= count;
    }
    (void)producer.Write(bytes.data(), waiting);
  }
};

// Every look of the consumer refuses the tail, gives out nothing and frees nothing.
void ExpectTailRefused(UsedRing& ring, uint64_t tail) {
  ring.control->tail.store(tail);
  const uint64_t head = ring.control->head.load();
  uint8_t into[64];
  bool flag = true;
  const auto result = ring.consumer.Read(into, sizeof into);

  CHECK(result.status.code == Code::kCorrupt && result.read == 0 && !result.ring);
  CHECK(ring.consumer.CheckBytes(&flag).code == Code::kCorrupt && !flag);
  flag = true;
  CHECK(ring.consumer.Sleep(&flag).code == Code::kCorrupt && !flag);
  CHECK(ring.control->head.load() == head);
}

// Every look of the producer refuses the head, and what was published stays as it was.
void ExpectHeadRefused(UsedRing& ring, uint64_t head) {
  ring.control->head.store(head);
  std::vector<uint8_t> from(2 * kCapacity);
  bool flag = true;
  CHECK(ring.producer.CheckRoom(&flag).code == Code::kCorrupt && !flag);
  // Longer than the room can be, so the head is looked at; what fits by the last good head may go out before.
  const auto result = ring.producer.Write(from.data(), 2 * kCapacity);
  CHECK(result.status.code == Code::kCorrupt && result.written <= kCapacity && !result.ring);
}

TEST("a tail behind what was read is corrupt") {
  UsedRing ring(1000, 0);
  ExpectTailRefused(ring, 999);
}

TEST("a tail behind what was seen is corrupt, though not behind what was read") {
  UsedRing ring(1000, 100);
  bool has_bytes = false;
  CHECK(ring.consumer.CheckBytes(&has_bytes).ok() && has_bytes);
  ExpectTailRefused(ring, 1099);
}

TEST("a tail ahead by more than the capacity is corrupt, by exactly the capacity is full") {
  UsedRing ring(1000, 0);
  bool has_bytes = false;
  ring.control->tail.store(1000 + kCapacity);
  CHECK(ring.consumer.CheckBytes(&has_bytes).ok() && has_bytes);
  ExpectTailRefused(ring, 1000 + kCapacity + 1);
}

TEST("a tail of 0, of all ones or in the upper half is corrupt") {
  UsedRing ring(1000, 0);
  ExpectTailRefused(ring, 0);
  ExpectTailRefused(ring, UINT64_MAX);
  ExpectTailRefused(ring, 1ull << 63);
  ExpectTailRefused(ring, 1000 + (1ull << 32));  // the same in its lower half
}

TEST("a head ahead of the tail is corrupt") {
  UsedRing ring(1000, 100);
  ExpectHeadRefused(ring, 1101);
}

TEST("a head that goes back is corrupt") {
  UsedRing ring(1000, 100);
  bool has_room = false;
  CHECK(ring.producer.CheckRoom(&has_room).ok());
  ExpectHeadRefused(ring, 999);
}

TEST("a head of all ones, in the upper half or right in its lower half only is corrupt") {
  UsedRing ring(1000, 100);
  ExpectHeadRefused(ring, UINT64_MAX);
  ExpectHeadRefused(ring, 1ull << 63);
  ExpectHeadRefused(ring, 1000 + (1ull << 32));
}

TEST("garbage in the sleep flag costs one ring and nothing else") {
  for (const uint32_t garbage : {2u, 0x80000000u, UINT32_MAX}) {
    UsedRing ring(1000, 0);
    ring.control->consumer_sleeps.store(garbage);
    uint8_t byte = 5;

    const auto first = ring.producer.Write(&byte, 1);
    const auto second = ring.producer.Write(&byte, 1);

    CHECK(first.status.ok() && first.written == 1 && first.ring);
    CHECK(second.status.ok() && second.written == 1 && !second.ring);
  }
}

TEST("garbage in the wish for room costs at most one ring a read") {
  for (const uint64_t garbage : {uint64_t{1}, uint64_t{1001}, uint64_t{1} << 63, UINT64_MAX}) {
    UsedRing ring(1000, 10);
    ring.control->producer_wants.store(garbage);
    uint8_t into[2];

    const auto first = ring.consumer.Read(into, 2);
    const auto second = ring.consumer.Read(into, 2);

    CHECK(first.status.ok() && first.read == 2 && first.ring == (garbage <= 1002));
    CHECK(second.status.ok() && second.read == 2 && !second.ring);
  }
}

TEST("a capacity, version or magic that changes later changes nothing: the private copy counts") {
  UsedRing ring(kCapacity - 5, 0);
  ring.control->capacity = 1;
  ring.control->version = 0;
  ring.control->magic = 0;
  std::vector<uint8_t> bytes(kCapacity, 9);

  CHECK(ring.producer.Write(bytes.data(), kCapacity).written == kCapacity);
  CHECK(ring.consumer.Read(bytes.data(), kCapacity).read == kCapacity);
}

// Data race on purpose (what a hostile process does), so this one is left out under ThreadSanitizer.
TEST("hostile thread, words and bytes that change all the time never lead out of bounds") {
  const auto ring = std::make_unique<GuardedRing>();
  std::atomic<bool> done{false};
  std::thread peer([&] {
    test::Random random(2);
    // Relaxed everywhere: the worst order is what is wanted.
    while (!done.load(std::memory_order_relaxed)) {
      const uint64_t tail = ring->control->tail.load(std::memory_order_relaxed);
      const uint64_t head = ring->control->head.load(std::memory_order_relaxed);
      const uint64_t near = random.Below(2) == 0 ? head + random.Below(2 * kCapacity) : tail - random.Below(2 * kCapacity);
      const uint64_t value = random.Below(16) == 0 ? random.Next() : near;
      switch (random.Below(4)) {
        case 0: ring->control->tail.store(value, std::memory_order_relaxed); break;
        case 1: ring->control->head.store(value, std::memory_order_relaxed); break;
        case 2: ring->control->consumer_sleeps.store(static_cast<uint32_t>(value), std::memory_order_relaxed); break;
        default: ring->control->producer_wants.store(value, std::memory_order_relaxed); break;
      }
      reinterpret_cast<std::atomic<uint8_t>*>(ring->bytes)[random.Below(kCapacity)].store(
          static_cast<uint8_t>(value), std::memory_order_relaxed);
    }
  });
  test::Random random(3);
  std::vector<uint8_t> buffer(kCapacity);
  uint64_t corrupt = 0;
  uint64_t fine = 0;

  for (uint64_t i = 0; i < test::Amount(1'000'000, 10'000'000); i++) {
    const uint32_t length = random.Below(random.Below(64) == 0 ? kCapacity : 64);
    Status status;
    bool flag = false;
    switch (random.Below(5)) {
      case 0: {
        const auto result = ring->consumer.Read(buffer.data(), length);
        status = result.status;
        if (result.read > length) CHECK(result.read <= length);
        break;
      }
      case 1: {
        const auto result = ring->producer.Write(buffer.data(), length);
        status = result.status;
        if (result.written > length) CHECK(result.written <= length);
        break;
      }
      case 2: status = ring->consumer.Sleep(&flag); break;
      case 3: status = ring->consumer.CheckBytes(&flag); break;
      default: status = ring->producer.CheckRoom(&flag); break;
    }
    (status.ok() ? fine : corrupt)++;
    if (status.code != Code::kOk && status.code != Code::kCorrupt) CHECK(status.code == Code::kCorrupt);
    if (!status.ok()) ring->Reset();
  }
  done = true;
  peer.join();
  CHECK(corrupt > 0 && fine > 0);
}

}  // namespace
}  // namespace memlane
