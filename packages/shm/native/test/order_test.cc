// SPDX-License-Identifier: Apache-2.0
// The order of operations, seen from the peer between any two instructions of one side.
#include <vector>

#include "test/forked_pair.h"
#include "test/random.h"
#include "test/stepper.h"
#include "test/test.h"

namespace memlane {
namespace {

constexpr uint64_t kSeed = 61;
constexpr uint32_t kBefore = kMinRingCapacity - 40;  // so that a batch of 100 bytes is cut by the end of the buffer
constexpr uint32_t kBatch = 100;
// Far fewer instructions would mean that the operation was not stepped through.
constexpr uint32_t kFewestBoundaries = 60;

void WriteStream(Endpoint& endpoint, uint64_t position, uint32_t length) {
  std::vector<uint8_t> bytes(length);
  test::FillStream(kSeed, position, bytes.data(), length);
  uint32_t written = 0;
  CHECK(endpoint.Write(bytes.data(), length, &written).ok() && written == length);
}

uint32_t ReadStream(Endpoint& endpoint, uint64_t position, uint32_t length) {
  std::vector<uint8_t> bytes(length);
  uint32_t read = 0;
  CHECK(endpoint.Read(bytes.data(), length, &read).ok());
  CHECK(test::IsStream(kSeed, position, bytes.data(), read));
  return read;
}

// A child about to do one thing, and this process as its peer. Each side's part before that is `prepare`.
struct Scene {
  template <typename Prepare, typename Operation>
  Scene(Prepare prepare, Operation operation)
      : pair(Role::kClient),
        stepper([&] { prepare(child = &pair.InChild()); }, [&] { return operation(*child); }),
        peer(pair.InParent(stepper.pid())) {}

  test::ForkedPair pair;
  Endpoint* child = nullptr;  // in the child only
  test::Stepper stepper;
  Endpoint& peer;
};

TEST("single-stepped write, bytes come before the tail, the tail before the flag, the flag before the doorbell") {
  Scene scene([](Endpoint* child) { WriteStream(*child, 0, kBefore); },
              [](Endpoint& child) {
                WriteStream(child, kBefore, kBatch);
                return 0;
              });
  bool sleeps = false;
  CHECK(ReadStream(scene.peer, 0, kBefore) == kBefore);
  CHECK(scene.peer.Sleep(&sleeps).ok() && sleeps);
  uint32_t boundaries = 0;
  bool published_before = false;

  do {
    const bool rung = test::IsReadable(scene.peer.bell_fd());
    const bool flag_taken = scene.pair.control()->consumer_sleeps.load() == 0;
    const uint64_t tail = scene.pair.control()->tail.load();
    const bool published = tail != kBefore;
    CHECK(!published || tail == kBefore + kBatch);
    CHECK(!flag_taken || published);
    CHECK(!rung || flag_taken);
    if (published && !published_before) {
      CHECK(test::IsStream(kSeed, kBefore, scene.pair.bytes() + kBefore, kMinRingCapacity - kBefore));
      CHECK(test::IsStream(kSeed, kMinRingCapacity, scene.pair.bytes(), kBatch - (kMinRingCapacity - kBefore)));
    }
    published_before = published;
    boundaries++;
  } while (scene.stepper.Step() && test::failed_checks == 0);

  CHECK(scene.stepper.Finish() == 0);
  CHECK(published_before && test::IsReadable(scene.peer.bell_fd()));
  CHECK(boundaries > kFewestBoundaries);
}

TEST("single-stepped read, bytes are copied before the head frees them, the head moves before the doorbell") {
  Scene scene([](Endpoint*) {},
              [](Endpoint& child) {
                return ReadStream(child, 0, kBatch) == kBatch ? 0 : 1;
              });
  std::vector<uint8_t> bytes(kMinRingCapacity + kBatch);
  test::FillStream(kSeed, 0, bytes.data(), bytes.size());
  uint32_t written = 0;
  CHECK(scene.peer.Write(bytes.data(), static_cast<uint32_t>(bytes.size()), &written).ok());
  CHECK(written == kMinRingCapacity);
  uint32_t boundaries = 0;
  uint32_t refilled = 0;

  do {
    // As soon as there is room the peer uses it: had the child not copied before, it would read these bytes instead.
    const bool rung = test::IsReadable(scene.peer.bell_fd());
    uint32_t more = 0;
    const uint8_t other[kBatch] = {};
    CHECK(scene.peer.Write(other, kBatch, &more).ok());
    refilled += more;
    CHECK(!rung || refilled == kBatch);
    boundaries++;
  } while (scene.stepper.Step() && test::failed_checks == 0);

  CHECK(scene.stepper.Finish() == 0);
  CHECK(refilled == kBatch);
  CHECK(boundaries > kFewestBoundaries);
}

TEST("single-stepped sleep, a batch published at any instruction of it is seen or rung for") {
  uint32_t rung_for = 0;
  uint32_t seen = 0;
  const uint32_t boundaries = test::AtEveryInstruction([&](uint32_t instructions) {
    Scene scene([](Endpoint*) {},
                [](Endpoint& child) {
                  bool sleeps = false;
                  CHECK(child.Sleep(&sleeps).ok());
                  return sleeps ? 10 : 11;
                });
    const bool running = scene.stepper.Step(instructions);
    const uint64_t rings = scene.peer.counters().doorbells_sent;

    WriteStream(scene.peer, 0, 1);

    const bool rang = scene.peer.counters().doorbells_sent > rings;
    const int status = scene.stepper.Finish();
    CHECK(status == 10 || status == 11);
    CHECK(status == 11 || rang);
    (status == 11 ? seen : rung_for)++;
    return running;
  });

  CHECK(boundaries > kFewestBoundaries);
  CHECK(seen > 0 && rung_for > 0);
}

TEST("single-stepped write into a full ring, room made at any instruction of it is used or rung for") {
  uint32_t rung_for = 0;
  uint32_t used = 0;
  const uint32_t boundaries = test::AtEveryInstruction([&](uint32_t instructions) {
    Scene scene([](Endpoint* child) { WriteStream(*child, 0, kMinRingCapacity); },
                [](Endpoint& child) {
                  uint32_t written = 0;
                  const uint8_t byte = test::ByteAt(kSeed, kMinRingCapacity);
                  CHECK(child.Write(&byte, 1, &written).ok());
                  return 10 + static_cast<int>(written);
                });
    const bool running = scene.stepper.Step(instructions);
    const uint64_t rings = scene.peer.counters().doorbells_sent;

    CHECK(ReadStream(scene.peer, 0, 1) == 1);

    const bool rang = scene.peer.counters().doorbells_sent > rings;
    const int status = scene.stepper.Finish();
    CHECK(status == 10 || status == 11);
    CHECK(status == 11 || rang);
    (status == 11 ? used : rung_for)++;
    return running;
  });

  CHECK(boundaries > kFewestBoundaries);
  CHECK(used > 0 && rung_for > 0);
}

TEST("single-stepped write, a consumer that goes to sleep at any instruction of it sees the batch or is rung") {
  uint32_t rung = 0;
  uint32_t seen = 0;
  const uint32_t boundaries = test::AtEveryInstruction([&](uint32_t instructions) {
    uint8_t batch[kBatch];
    test::FillStream(kSeed, 0, batch, kBatch);
    Scene scene([](Endpoint*) {},
                [&](Endpoint& child) {
                  uint32_t written = 0;
                  return child.Write(batch, kBatch, &written).ok() && written == kBatch ? 0 : 1;
                });
    const bool running = scene.stepper.Step(instructions);

    bool sleeps = false;
    CHECK(scene.peer.Sleep(&sleeps).ok());

    CHECK(scene.stepper.Finish() == 0);
    CHECK(!sleeps || test::IsReadable(scene.peer.bell_fd()));
    CHECK(ReadStream(scene.peer, 0, kBatch) == kBatch);
    (sleeps ? rung : seen)++;
    return running;
  });

  CHECK(boundaries > kFewestBoundaries);
  CHECK(seen > 0 && rung > 0);
}

}  // namespace
}  // namespace memlane
