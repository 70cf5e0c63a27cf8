// SPDX-License-Identifier: Apache-2.0
// The order of operations in a region, seen from another member between any two instructions of one, and what is left
// when that one is killed there.
#include <cstring>
#include <vector>

#include "test/guarded_region.h"
#include "test/random.h"
#include "test/shared_region.h"
#include "test/stepper.h"
#include "test/test.h"

namespace memlane {
namespace {

using test::Collector;
using test::SharedRegion;
using Message = std::vector<uint8_t>;

constexpr uint64_t kSize = 100;
constexpr uint32_t kBefore = 70;  // so that the next message is cut by the end of the region
// Far fewer instructions would mean that the operation was not stepped through.
constexpr uint32_t kFewestBoundaries = 60;

Message Bytes(size_t length, uint64_t seed) {
  Message message(length);
  test::FillStream(seed, 0, message.data(), length);
  return message;
}

// A region in which one message has passed and been taken by the reader in slot 0.
struct Scene {
  Scene() : region(kSize), collector(region.Reader(0, 0)), writer(region.Writer()) {
    CHECK(writer.WriteMessage(Bytes(kBefore, 1).data(), kBefore).published);
    CHECK(collector.Take().ok() && collector.messages.size() == 1);
    collector.messages.clear();
  }

  SharedRegion region;
  Collector collector;
  BroadcastWriter writer;
};

TEST("single-stepped write into a region, bytes come before the tail, the tail before the flag, the flag before the bell") {
  Scene scene;
  const Message message = Bytes(40, 2);
  bool sleeps = false;
  CHECK(scene.collector.reader.Sleep(&sleeps).ok() && sleeps);
  RegionControl* control = scene.region.control;
  const uint64_t before = control->tail.load();
  test::Stepper stepper([] {}, [&] { return scene.writer.WriteMessage(message.data(), 40).wake ? 0 : 1; });
  uint32_t boundaries = 0;
  bool published_before = false;

  do {
    const bool rung = control->bytes_bell.load() != 0;
    const bool flag_taken = control->readers_sleep.load() == 0;
    const uint64_t tail = control->tail.load();
    const bool published = tail != before;
    CHECK(!published || tail == before + 48);
    CHECK(!flag_taken || published);
    CHECK(!rung || flag_taken);
    if (published && !published_before) {
      CHECK(scene.collector.Take().ok() && scene.collector.messages == std::vector<Message>{message});
    }
    published_before = published;
    boundaries++;
  } while (stepper.Step() && test::failed_checks == 0);

  CHECK(stepper.Finish() == 0 && published_before && control->bytes_bell.load() == 1);
  CHECK(boundaries > kFewestBoundaries);
}

TEST("single-stepped sleep in a region, a message published at any instruction of it is seen or rung for") {
  uint32_t rung_for = 0;
  uint32_t seen = 0;
  const uint32_t boundaries = test::AtEveryInstruction([&](uint32_t instructions) {
    Scene scene;
    test::Stepper stepper([] {},
                          [&] {
                            bool sleeps = false;
                            CHECK(scene.collector.reader.Sleep(&sleeps).ok());
                            return sleeps ? 10 : 11;
                          });
    const bool running = stepper.Step(instructions);

    const bool wake = scene.writer.WriteMessage(nullptr, 0).wake;

    const int status = stepper.Finish();
    CHECK(status == 11 || (status == 10 && wake));
    (status == 11 ? seen : rung_for)++;
    return running;
  });
  CHECK(boundaries > kFewestBoundaries / 2 && seen > 0 && rung_for > 0);
}

TEST("single-stepped write into a full region, room made at any instruction of it is used or rung for") {
  uint32_t rung_for = 0;
  uint32_t used = 0;
  std::vector<uint8_t> records = test::Records({Bytes(50, 3)});
  const uint32_t boundaries = test::AtEveryInstruction([&](uint32_t instructions) {
    Scene scene;
    CHECK(scene.writer.WriteMessage(Bytes(60, 2).data(), 60).published);
    size_t read = 0;
    uint8_t into[kSize];
    CHECK(scene.collector.reader.CopyRecords(into, kSize, &read).ok() && read == 68);
    test::Stepper stepper([] {},
                          [&] {
                            const auto result = scene.writer.WriteRecords(records.data(), records.size());
                            CHECK(result.status.ok());
                            return result.written > 0 ? 11 : 10;
                          });
    const bool running = stepper.Step(instructions);

    const bool wake = scene.collector.reader.Release(read);

    const int status = stepper.Finish();
    CHECK(status == 11 || (status == 10 && wake && scene.region.control->room_bell.load() > 0));
    (status == 11 ? used : rung_for)++;
    return running;
  });
  CHECK(boundaries > kFewestBoundaries && used > 0 && rung_for > 0);
}

TEST("single-stepped read from a region, the bytes are copied before the head frees them") {
  Scene scene;
  const Message message = Bytes(40, 2);
  const Message other = Bytes(80, 9);
  CHECK(scene.writer.WriteMessage(message.data(), 40).published);
  test::Stepper stepper([] {},
                        [&] {
                          uint8_t into[48];
                          size_t read = 0;
                          CHECK(scene.collector.reader.CopyRecords(into, sizeof into, &read).ok() && read == 48);
                          (void)scene.collector.reader.Release(read);
                          return memcmp(into + kRecordHeaderBytes, message.data(), 40);
                        });
  uint32_t boundaries = 0;
  bool refilled = false;

  do {
    // As soon as there is room it is used: had the child not copied before, it would have read these bytes instead.
    if (!refilled) refilled = scene.writer.WriteMessage(other.data(), 80).published;
    boundaries++;
  } while (stepper.Step() && test::failed_checks == 0);

  CHECK(stepper.Finish() == 0 && refilled && boundaries > kFewestBoundaries);
}

TEST("single-stepped writer of a region, killed at any instruction: its message is there whole or not at all") {
  uint32_t whole = 0;
  uint32_t nothing = 0;
  const Message message = Bytes(40, 2);
  const uint32_t boundaries = test::AtEveryInstruction([&](uint32_t instructions) {
    Scene scene;
    test::Stepper stepper([] {}, [&] { return scene.writer.WriteMessage(message.data(), 40).published ? 0 : 1; });
    const bool running = stepper.Step(instructions);

    stepper.Kill();

    BroadcastWriter next = scene.region.Writer();
    CHECK(next.WriteMessage(Bytes(20, 3).data(), 20).published);
    CHECK(scene.collector.Take().ok());
    const auto& messages = scene.collector.messages;
    const bool arrived = messages.size() == 2;
    CHECK(messages.back() == Bytes(20, 3) && (messages.size() == 1 || messages[0] == message));
    (arrived ? whole : nothing)++;
    return running;
  });
  CHECK(boundaries > kFewestBoundaries && whole > 0 && nothing > 0);
}

TEST("single-stepped writer of pieces, killed at any instruction: the message it had not finished is dropped") {
  uint32_t dropped = 0;
  uint32_t nothing = 0;
  const Message large = Bytes(500, 2);
  const uint32_t boundaries = test::AtEveryInstruction([&](uint32_t instructions) {
    Scene scene;
    test::Stepper stepper([] {},
                          [&] { return scene.writer.WritePieces(large.data(), 500, 0).written > 0 ? 0 : 1; });
    const bool running = stepper.Step(instructions);

    stepper.Kill();

    const uint64_t tail = scene.region.control->tail.load();
    (tail == kBefore + 8 ? nothing : dropped)++;
    CHECK(scene.collector.Take().ok() && scene.collector.messages.empty());
    BroadcastWriter next = scene.region.Writer();
    CHECK(next.WriteMessage(Bytes(20, 3).data(), 20).published);
    CHECK(scene.collector.Take().ok());
    CHECK(scene.collector.messages == std::vector<Message>{Bytes(20, 3)});
    return running;
  });
  CHECK(boundaries > kFewestBoundaries && dropped > 0 && nothing > 0);
}

TEST("single-stepped reader of a region, killed at any instruction: the next one begins before its message or after it") {
  uint32_t before = 0;
  uint32_t after = 0;
  const uint32_t boundaries = test::AtEveryInstruction([&](uint32_t instructions) {
    Scene scene;
    CHECK(scene.writer.WriteMessage(Bytes(10, 2).data(), 10).published);
    CHECK(scene.writer.WriteMessage(Bytes(11, 3).data(), 11).published);
    test::Stepper stepper([] {},
                          [&] {
                            uint8_t into[20];
                            size_t read = 0;
                            CHECK(scene.collector.reader.CopyRecords(into, sizeof into, &read).ok() && read == 18);
                            (void)scene.collector.reader.Release(read);
                            return 0;
                          });
    const bool running = stepper.Step(instructions);

    stepper.Kill();

    // What BroadcastFile does with the slot of a dead reader.
    const uint64_t head = scene.region.control->readers[0].head.load();
    scene.region.control->readers[0].used.store(0);
    Collector next(scene.region.Reader(1, head));
    CHECK(next.Take().ok());
    CHECK(next.messages.back() == Bytes(11, 3) && next.messages.size() <= 2);
    (next.messages.size() == 2 ? before : after)++;
    return running;
  });
  CHECK(boundaries > kFewestBoundaries && before > 0 && after > 0);
}

}  // namespace
}  // namespace memlane
