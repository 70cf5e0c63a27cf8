// SPDX-License-Identifier: Apache-2.0
// Two processes over one connection: streams both ways at once, both sides sleeping at random and woken by doorbells
// alone. A lost wake-up is a hang, which the watchdog ends.
#include <sched.h>

#include <algorithm>
#include <vector>

#include "test/endpoints.h"
#include "test/forked_pair.h"
#include "test/random.h"
#include "test/test.h"

namespace memlane {
namespace {

#ifdef MEMLANE_SANITIZED
constexpr uint64_t kQuickMessages = 100'000;
#else
constexpr uint64_t kQuickMessages = 2'000'000;
#endif
constexpr uint32_t kLongest = 100'000;

uint32_t MessageLength(test::Random& random) { return random.Below(512) == 0 ? random.Below(kLongest) : 1 + random.Below(200); }

uint64_t TotalLength(uint64_t seed, uint64_t messages) {
  test::Random random(seed);
  uint64_t total = 0;
  for (uint64_t i = 0; i < messages; i++) total += MessageLength(random);
  return total;
}

// Sends `messages` of stream `own` while it receives as many of stream `other`.
void Exchange(Endpoint& endpoint, uint64_t own, uint64_t other, uint64_t messages) {
  test::Random lengths(own);
  test::Random chance(own + 1000);
  std::vector<uint8_t> out(kLongest);
  std::vector<uint8_t> in(kMinRingCapacity);
  const uint64_t expected = TotalLength(other, messages);
  uint64_t sent_position = 0;
  uint64_t read_position = 0;
  uint64_t sent = 0;
  uint32_t length = 0;
  uint32_t done = 0;
  while (sent < messages || done < length || read_position < expected) {
    if (done == length && sent < messages) {
      length = MessageLength(lengths);
      done = 0;
      test::FillStream(own, sent_position, out.data(), length);
      sent_position += length;
      sent++;
    }
    uint32_t written = 0;
    uint32_t read = 0;
    REQUIRE(endpoint.Write(out.data() + done, length - done, &written).ok());
    done += written;
    // Not always: so the other side finds a full ring now and then.
    if (chance.Below(4) != 0 || written == 0) {
      REQUIRE(endpoint.Read(in.data(), 1 + chance.Below(kMinRingCapacity - 1), &read).ok());
      REQUIRE(test::IsStream(other, read_position, in.data(), read));
      read_position += read;
    }
    // The peer ends when it has everything.
    REQUIRE(!endpoint.peer_gone() || (sent == messages && done == length));
    const bool stuck = read == 0 && (done < length || sent == messages);
    if (!stuck || (done == length && sent == messages && read_position == expected)) continue;
    chance.Below(4) == 0 ? (void)sched_yield() : test::Block(endpoint);
  }
}

TEST("two processes that met over a socket exchange streams both ways, no wake-up lost") {
  const uint64_t messages = test::Amount(kQuickMessages, 50'000'000);
  test::Meeting meeting;
  const pid_t child = test::Fork([&] { Exchange(*meeting.Connect(), 21, 22, messages); });

  Exchange(*meeting.Accept(), 22, 21, messages);

  CHECK(test::Join(child) == 0);
}

TEST("two processes whose doorbell is a byte on the socket exchange streams both ways, no wake-up lost") {
  const uint64_t messages = test::Amount(kQuickMessages / 5, 10'000'000);
  test::ForkedPair pair(Role::kClient, test::ForkedPair::Bell::kSocket);
  const pid_t child = test::Fork([&] { Exchange(pair.InChild(), 31, 32, messages); });

  Exchange(pair.InParent(child), 32, 31, messages);

  CHECK(test::Join(child) == 0);
}

// One byte each way, both asleep each time: every wake-up counts.
TEST("two processes that take turns wake each other every time") {
  const uint64_t rounds = test::Amount(kQuickMessages / 50, 10'000'000);
  test::Meeting meeting;
  const auto take = [](Endpoint& endpoint) {
    uint8_t byte = 0;
    uint32_t read = 0;
    while (read == 0 && test::failed_checks == 0 && !endpoint.peer_gone()) {
      CHECK(endpoint.Read(&byte, 1, &read).ok());
      if (read == 0) test::Block(endpoint);
    }
    return byte;
  };
  const auto give = [](Endpoint& endpoint, uint8_t byte) {
    uint32_t written = 0;
    CHECK(endpoint.Write(&byte, 1, &written).ok() && written == 1);
  };
  const pid_t child = test::Fork([&] {
    const auto endpoint = meeting.Connect();
    for (uint64_t round = 0; round < rounds && test::failed_checks == 0; round++) {
      give(*endpoint, static_cast<uint8_t>(round));
      CHECK(take(*endpoint) == static_cast<uint8_t>(round + 1));
    }
  });

  const auto endpoint = meeting.Accept();
  for (uint64_t round = 0; round < rounds && test::failed_checks == 0; round++) {
    CHECK(take(*endpoint) == static_cast<uint8_t>(round));
    give(*endpoint, static_cast<uint8_t>(round + 1));
  }

  CHECK(test::Join(child) == 0);
}

}  // namespace
}  // namespace memlane
