// SPDX-License-Identifier: Apache-2.0
// A peer killed between any two instructions of write, read, publish, doorbell and sleep entry, in both roles: the other
// side finds whole batches, once, and then the end.
#include <vector>

#include "test/forked_pair.h"
#include "test/random.h"
#include "test/stepper.h"
#include "test/test.h"

namespace memlane {
namespace {

constexpr uint64_t kSeed = 71;
constexpr uint32_t kFirst = kMinRingCapacity - 30;  // the second batch is cut by the end of the buffer
constexpr uint32_t kSecond = 90;
constexpr uint32_t kFewestBoundaries = 60;

std::vector<uint8_t> Stream(uint64_t position, uint32_t length) {
  std::vector<uint8_t> bytes(length);
  test::FillStream(kSeed, position, bytes.data(), length);
  return bytes;
}

// Reads everything until the peer's end is seen and nothing is left, woken by nothing but bells and its end.
// @returns how many bytes came; each is compared with the stream
uint32_t DrainToTheEnd(Endpoint& endpoint, uint64_t position) {
  uint32_t total = 0;
  for (;;) {
    const bool gone = endpoint.peer_gone();
    std::vector<uint8_t> bytes(50);
    uint32_t read = 0;
    CHECK(endpoint.Read(bytes.data(), static_cast<uint32_t>(bytes.size()), &read).ok());
    CHECK(test::IsStream(kSeed, position + total, bytes.data(), read));
    total += read;
    if (read > 0) continue;
    if (gone || test::failed_checks > 0) return total;
    test::Block(endpoint);
  }
}

// Kills the child after each count of instructions of `operation`, then lets `survivor` check.
template <typename Prepare, typename Operation, typename Before, typename Survivor>
void KillAtEveryInstruction(Prepare prepare, Operation operation, Before before, Survivor survivor) {
  for (const Role role : {Role::kClient, Role::kServer}) {
    const uint32_t boundaries = test::AtEveryInstruction([&](uint32_t instructions) {
      test::ForkedPair pair(role);
      Endpoint* child = nullptr;
      test::Stepper stepper(
          [&] {
            child = &pair.InChild();
            prepare(*child);
          },
          [&] {
            operation(*child);
            return 0;
          });
      Endpoint& endpoint = pair.InParent(stepper.pid());
      before(endpoint);
      const bool running = stepper.Step(instructions);

      stepper.Kill();

      survivor(endpoint);
      return running;
    });
    CHECK(boundaries > kFewestBoundaries);
  }
}

TEST("single-stepped writer, killed at any instruction: the batch is there whole or not at all, then the end") {
  uint32_t whole = 0;
  uint32_t nothing = 0;
  KillAtEveryInstruction(
      [](Endpoint& child) {
        uint32_t written = 0;
        CHECK(child.Write(Stream(0, kFirst).data(), kFirst, &written).ok() && written == kFirst);
      },
      [batch = Stream(kFirst, kSecond)](Endpoint& child) {
        uint32_t written = 0;
        CHECK(child.Write(batch.data(), kSecond, &written).ok() && written == kSecond);
      },
      [](Endpoint& endpoint) {
        std::vector<uint8_t> bytes(kFirst);
        uint32_t read = 0;
        bool sleeps = false;
        CHECK(endpoint.Read(bytes.data(), kFirst, &read).ok() && read == kFirst);
        CHECK(endpoint.Sleep(&sleeps).ok() && sleeps);
      },
      [&](Endpoint& endpoint) {
        const uint32_t drained = DrainToTheEnd(endpoint, kFirst);
        CHECK(drained == 0 || drained == kSecond);
        (drained == 0 ? nothing : whole)++;
        uint32_t written = 1;
        CHECK(endpoint.Write(Stream(0, 1).data(), 1, &written).ok() && written == 0);
      });
  CHECK(whole > 0 && nothing > 0);
}

TEST("single-stepped reader, killed at any instruction: the writer sees all of its room or none, then the end") {
  uint32_t freed = 0;
  uint32_t kept = 0;
  KillAtEveryInstruction(
      [](Endpoint&) {},
      [](Endpoint& child) {
        uint8_t bytes[kSecond];
        uint32_t read = 0;
        CHECK(child.Read(bytes, kSecond, &read).ok() && read == kSecond);
      },
      [](Endpoint& endpoint) {
        uint32_t written = 0;
        CHECK(endpoint.Write(Stream(0, kMinRingCapacity + kSecond).data(), kMinRingCapacity + kSecond, &written).ok());
        CHECK(written == kMinRingCapacity);
      },
      [&](Endpoint& endpoint) {
        bool has_room = false;
        CHECK(endpoint.TakeRoom(&has_room).ok());
        (has_room ? freed : kept)++;
        uint32_t written = 0;
        CHECK(endpoint.Write(Stream(kMinRingCapacity, kSecond).data(), kSecond, &written).ok());
        CHECK(written == (has_room ? kSecond : 0));
        CHECK(DrainToTheEnd(endpoint, 0) == 0);
      });
  CHECK(freed > 0 && kept > 0);
}

TEST("single-stepped sleeper, killed at any instruction: the writer writes on, then sees the end") {
  KillAtEveryInstruction(
      [](Endpoint&) {},
      [](Endpoint& child) {
        bool sleeps = false;
        CHECK(child.Sleep(&sleeps).ok() && sleeps);
      },
      [](Endpoint&) {},
      [](Endpoint& endpoint) {
        uint32_t written = 0;
        CHECK(endpoint.Write(Stream(0, kSecond).data(), kSecond, &written).ok() && written == kSecond);
        CHECK(DrainToTheEnd(endpoint, 0) == 0);
      });
}

}  // namespace
}  // namespace memlane
