// SPDX-License-Identifier: Apache-2.0
// A peer killed at a random moment while both sides send. What it published is whole and comes once, then its end is
// seen, and nothing stays open.
#include <sched.h>

#include <vector>

#include "test/endpoints.h"
#include "test/random.h"
#include "test/test.h"

namespace memlane {
namespace {

#ifdef MEMLANE_SANITIZED
constexpr uint64_t kQuickKills = 300;
#else
constexpr uint64_t kQuickKills = 2'000;
#endif
constexpr uint32_t kLongestBatch = 4'000;
// So few are under way that the ring is never full: a write is then always one batch.
constexpr uint32_t kBatchesUnderWay = 12;
static_assert(kBatchesUnderWay * kLongestBatch < kMinRingCapacity);

uint32_t BatchLength(test::Random& random) { return 1 + random.Below(random.Below(8) == 0 ? kLongestBatch : 200); }

// Writes batches for ever, each with one Write(); one byte comes back for each.
void SendForEver(Endpoint& endpoint, uint64_t seed) {
  test::Random lengths(seed);
  std::vector<uint8_t> bytes(kLongestBatch);
  uint64_t position = 0;
  uint32_t under_way = 0;
  while (test::failed_checks == 0 && !endpoint.peer_gone()) {
    uint8_t answers[64];
    uint32_t read = 0;
    CHECK(endpoint.Read(answers, sizeof answers, &read).ok());
    under_way -= read;
    if (under_way == kBatchesUnderWay) {
      test::Block(endpoint);
      continue;
    }
    const uint32_t length = BatchLength(lengths);
    test::FillStream(seed, position, bytes.data(), length);
    uint32_t written = 0;
    CHECK(endpoint.Write(bytes.data(), length, &written).ok() && written == length);
    position += length;
    under_way++;
  }
}

// Receives the stream of SendForEver(): complete batches are answered.
class Receiver {
 public:
  explicit Receiver(uint64_t seed) : seed_(seed), lengths_(seed), batch_end_(BatchLength(lengths_)) {}

  // @returns how many bytes came
  uint32_t Take(Endpoint& endpoint) {
    std::vector<uint8_t> bytes(2 * kLongestBatch);
    uint32_t read = 0;
    CHECK(endpoint.Read(bytes.data(), static_cast<uint32_t>(bytes.size()), &read).ok());
    CHECK(test::IsStream(seed_, position_, bytes.data(), read));
    position_ += read;
    for (; batch_end_ <= position_; batch_end_ += BatchLength(lengths_)) {
      const uint8_t answer = 1;
      uint32_t written = 0;
      batch_start_ = batch_end_;
      CHECK(endpoint.Write(&answer, 1, &written).ok());
    }
    return read;
  }

  bool at_batch_end() const { return position_ == batch_start_; }
  uint64_t position() const { return position_; }

 private:
  uint64_t seed_;
  test::Random lengths_;
  uint64_t position_ = 0;
  uint64_t batch_start_ = 0;
  uint64_t batch_end_;
};

TEST("a peer killed while it writes leaves whole batches and an end, and the next connects at once") {
  test::Meeting meeting;
  test::Random random(41);
  const int descriptors = test::OpenDescriptors();
  uint64_t received = 0;

  for (uint64_t round = 0; round < test::Amount(kQuickKills, 1'000'000); round++) {
    const uint64_t seed = 1'000 + round;
    const pid_t child = test::Fork([&] { SendForEver(*meeting.Connect(), seed); });
    {
      const auto endpoint = meeting.Accept();
      REQUIRE(endpoint != nullptr);
      Receiver receiver(seed);
      const uint64_t enough = random.Below(random.Below(4) == 0 ? 200'000 : 5'000);
      while (receiver.position() < enough && test::failed_checks == 0) {
        if (receiver.Take(*endpoint) == 0) test::Block(*endpoint);
      }
      for (uint32_t spins = random.Below(2'000); spins > 0; spins--) sched_getcpu();

      kill(child, SIGKILL);

      // Nobody but its end wakes us from here on.
      while (!endpoint->peer_gone() && test::failed_checks == 0) {
        if (receiver.Take(*endpoint) == 0) test::Block(*endpoint);
      }
      while (receiver.Take(*endpoint) > 0) {
      }
      CHECK(receiver.at_batch_end());
      uint32_t written = 1;
      const uint8_t byte = 1;
      CHECK(endpoint->Write(&byte, 1, &written).ok() && written == 0);
      received += receiver.position();
    }
    CHECK(test::Join(child) == -SIGKILL);
    REQUIRE(test::failed_checks == 0);
  }
  CHECK(received > 0);
  CHECK(test::OpenDescriptors() == descriptors);
}

TEST("a death that a child of the peer hides by holding the socket is seen by the pidfd") {
  test::Meeting meeting;
  int hold[2];
  REQUIRE(pipe(hold) == 0);
  const pid_t child = test::Fork([&] {
    const auto endpoint = meeting.Connect();
    const uint8_t byte = 9;
    uint32_t written = 0;
    // The grandchild keeps the socket until the test closes its pipe.
    if (fork() == 0) {
      close(hold[1]);
      char end;
      (void)!read(hold[0], &end, 1);
      _exit(0);
    }
    CHECK(endpoint->Write(&byte, 1, &written).ok());
    _exit(0);
  });
  const auto endpoint = meeting.Accept();
  REQUIRE(endpoint != nullptr && endpoint->pidfd() >= 0);

  uint8_t byte = 0;
  uint32_t total = 0;
  for (bool gone = false; !gone;) {
    // Asked before the last read: what was published before the end is taken.
    gone = endpoint->peer_gone();
    uint32_t read = 0;
    CHECK(endpoint->Read(&byte, 1, &read).ok());
    total += read;
    if (read == 0 && !gone) test::Block(*endpoint);
  }

  CHECK(total == 1 && byte == 9);
  CHECK(!test::IsReadable(endpoint->socket_fd()));
  CHECK(test::Join(child) == 0);
  close(hold[0]);
  close(hold[1]);
}

}  // namespace
}  // namespace memlane
