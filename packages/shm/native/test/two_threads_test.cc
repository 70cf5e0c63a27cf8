// SPDX-License-Identifier: Apache-2.0
// The ring between two threads: contents, and wake-ups that must not be lost. Run under ThreadSanitizer too.
#include <sched.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "platform/event_doorbell.h"
#include "platform/wait.h"
#include "test/guarded_ring.h"
#include "test/random.h"
#include "test/test.h"

namespace memlane {
namespace {

using test::GuardedRing;
constexpr uint32_t kCapacity = GuardedRing::kCapacity;

// Lets two threads go at the same moment, round after round.
class Gate {
 public:
  void Pass(uint32_t round) {
    // Acquire and release: what each thread did in the round before is complete for the other.
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == 2 * round) return;
    for (uint32_t spins = 0; arrived_.load(std::memory_order_acquire) < 2 * round; spins++) {
      if (spins % 256 == 255) sched_yield();
    }
  }

 private:
  std::atomic<uint32_t> arrived_{0};
};

// Up to some ten nanoseconds, so that the two meet at every offset.
void Dither(test::Random& random) {
  for (uint32_t spins = random.Below(40); spins > 0; spins--) std::atomic_signal_fence(std::memory_order_seq_cst);
}

uint32_t MessageLength(test::Random& random) { return random.Below(256) == 0 ? random.Below(100'000) : random.Below(64); }

// Sends random messages and reads them as a stream, each end sleeping on its doorbell whenever it can go no further.
void StreamMessages(uint64_t messages) {
  const auto ring = std::make_unique<GuardedRing>();
  UniqueFd room_bell;
  UniqueFd bytes_bell;
  REQUIRE(CreateEventDoorbell(&room_bell).ok() && CreateEventDoorbell(&bytes_bell).ok());
  constexpr uint64_t kSeed = 11;
  uint64_t total = 0;
  test::Random lengths(kSeed);
  for (uint64_t i = 0; i < messages; i++) total += MessageLength(lengths);

  std::thread producer([&] {
    test::Random random(kSeed);
    std::vector<uint8_t> bytes(100'000);
    uint64_t position = 0;
    for (uint64_t i = 0; i < messages; i++) {
      const uint32_t length = MessageLength(random);
      test::FillStream(kSeed, position, bytes.data(), length);
      for (uint32_t done = 0; done < length;) {
        const auto result = ring->producer.Write(bytes.data() + done, length - done);
        REQUIRE(result.status.ok());
        if (result.ring) RingEventDoorbell(bytes_bell.get());
        done += result.written;
        bool has_room = done == length;
        while (!has_room) {
          REQUIRE(ring->producer.CheckRoom(&has_room).ok());
          const int fd = room_bell.get();
          if (!has_room) WaitReadable(&fd, 1, -1);
          ClearEventDoorbell(fd);
        }
      }
      position += length;
    }
  });
  test::Random random(12);
  std::vector<uint8_t> bytes(kCapacity);
  uint64_t position = 0;
  while (position < total && test::failed_checks == 0) {
    const auto result = ring->consumer.Read(bytes.data(), 1 + random.Below(random.Below(4) == 0 ? kCapacity : 500));
    if (!test::Check(result.status.ok(), "status of Read()", __FILE__, __LINE__)) break;
    if (result.ring) RingEventDoorbell(room_bell.get());
    CHECK(test::IsStream(kSeed, position, bytes.data(), result.read));
    position += result.read;
    if (result.read > 0) continue;
    bool sleeps = false;
    CHECK(ring->consumer.Sleep(&sleeps).ok());
    const int fd = bytes_bell.get();
    if (sleeps) WaitReadable(&fd, 1, -1);
    ring->consumer.Wake();
    ClearEventDoorbell(fd);
  }
  producer.join();
  CHECK(position == total);
}

TEST("two threads, random messages arrive as they were sent, no wake-up lost") {
  StreamMessages(test::Amount(1'000'000, 10'000'000));
}

// ASLEEP, round by round: one thread publishes while the other goes to sleep.
TEST("two threads, bytes published while the consumer goes to sleep are seen or rung for") {
  const auto ring = std::make_unique<GuardedRing>();
  const uint32_t rounds = static_cast<uint32_t>(test::Amount(1'000'000, 20'000'000));
  Gate before;
  Gate after;
  bool rang = false;
  std::thread producer([&] {
    test::Random random(51);
    for (uint32_t round = 1; round <= rounds; round++) {
      const uint8_t byte = 1;
      before.Pass(round);
      Dither(random);
      rang = ring->producer.Write(&byte, 1).ring;
      after.Pass(round);
    }
  });
  test::Random random(52);
  uint32_t lost = 0;
  for (uint32_t round = 1; round <= rounds; round++) {
    uint8_t byte;
    bool sleeps = false;
    before.Pass(round);
    Dither(random);
    (void)ring->consumer.Sleep(&sleeps).ok();
    after.Pass(round);
    if (sleeps && !rang) lost++;
    ring->consumer.Wake();
    CHECK(ring->consumer.Read(&byte, 1).read == 1);
  }
  producer.join();
  CHECK(lost == 0);
}

// FULL, round by round: one thread finds the ring full while the other takes bytes.
TEST("two threads, room made while the producer gives up is seen or rung for") {
  const auto ring = std::make_unique<GuardedRing>();
  const uint32_t rounds = static_cast<uint32_t>(test::Amount(1'000'000, 20'000'000));
  std::vector<uint8_t> bytes(kCapacity);
  CHECK(ring->producer.Write(bytes.data(), kCapacity).written == kCapacity);
  Gate before;
  Gate after;
  bool rang = false;
  std::thread consumer([&] {
    test::Random random(51);
    for (uint32_t round = 1; round <= rounds; round++) {
      uint8_t byte;
      before.Pass(round);
      Dither(random);
      rang = ring->consumer.Read(&byte, 1).ring;
      after.Pass(round);
    }
  });
  test::Random random(52);
  uint32_t lost = 0;
  for (uint32_t round = 1; round <= rounds; round++) {
    const uint8_t byte = 1;
    before.Pass(round);
    Dither(random);
    const uint32_t written = ring->producer.Write(&byte, 1).written;
    after.Pass(round);
    if (written == 0 && !rang) lost++;
    // Full again for the next round.
    if (written == 0) CHECK(ring->producer.Write(&byte, 1).written == 1);
  }
  consumer.join();
  CHECK(lost == 0);
}

}  // namespace
}  // namespace memlane
