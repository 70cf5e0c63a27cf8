// SPDX-License-Identifier: Apache-2.0
// The broadcast ring on one thread: what arrives, in which order, and what "full" and "empty" mean.
#include <cstring>
#include <string>
#include <vector>

#include "test/guarded_region.h"
#include "test/random.h"
#include "test/test.h"

namespace memlane {
namespace {

using test::Collector;
using test::GuardedRegion;
using Message = std::vector<uint8_t>;

Message Bytes(size_t length, uint64_t seed = 1) {
  Message message(length);
  test::FillStream(seed, 0, message.data(), length);
  return message;
}

BroadcastWriter::Result Write(GuardedRegion& region, const std::vector<Message>& messages) {
  const std::vector<uint8_t> records = test::Records(messages);
  return region.writer.WriteRecords(records.data(), records.size());
}

TEST("a broadcast ring, empty, gives nothing and lets its reader sleep") {
  GuardedRegion region(2000);
  BroadcastReader reader = region.Join(0);
  uint8_t into[100];
  size_t read = 1;
  bool has = true;
  bool sleeps = false;
  RecordHeader header;

  CHECK(reader.CopyRecords(into, sizeof into, &read).ok() && read == 0);
  CHECK(reader.NextPiece(&header, &has).ok() && !has);
  CHECK(reader.CheckBytes(&has).ok() && !has);
  CHECK(reader.Sleep(&sleeps).ok() && sleeps);
}

TEST("messages written together arrive as they were, each whole, also one without bytes") {
  GuardedRegion region(2000);
  Collector reader(region.Join(0));
  const std::vector<Message> messages = {Bytes(3), Bytes(0), Bytes(500, 2)};

  const auto result = Write(region, messages);

  CHECK(result.status.ok() && result.written == 3 * 8 + 503 && result.published && !result.wake);
  CHECK(reader.Take().ok());
  CHECK(reader.messages == messages);
}

TEST("messages that pass the end of the region go on at its start, for sizes of every remainder") {
  for (uint64_t size = 16; size < 80; size++) {
    GuardedRegion region(size);
    Collector reader(region.Join(0));
    std::vector<Message> sent;
    for (uint64_t i = 0; i < 300; i++) {
      sent.push_back(Bytes(i % (size - 7), i));
      REQUIRE(Write(region, {sent.back()}).written == 8 + sent.back().size());
      REQUIRE(reader.Take().ok());
    }
    CHECK(reader.messages == sent);
  }
}

TEST("a full region takes what fits whole and no part of the next message, until the reader has freed enough") {
  GuardedRegion region(100);
  Collector reader(region.Join(0));

  const auto first = Write(region, {Bytes(32), Bytes(32), Bytes(32)});
  bool has_room = true;
  CHECK(first.status.ok() && first.written == 80);
  CHECK(region.writer.CheckRoom(&has_room).ok() && !has_room);

  CHECK(reader.Take().ok() && reader.messages.size() == 2);
  CHECK(reader.woke_writer);
  CHECK(region.writer.CheckRoom(&has_room).ok() && has_room);
  CHECK(Write(region, {Bytes(32)}).written == 40);
}

TEST("one message that fits exactly fills the region, and WriteMessage() takes all of it or nothing") {
  GuardedRegion region(100);
  Collector reader(region.Join(0));
  const Message exact = Bytes(92);

  CHECK(region.writer.WriteMessage(exact.data(), 93).published == false);
  CHECK(region.writer.WriteMessage(exact.data(), 92).published);
  CHECK(region.writer.WriteMessage(exact.data(), 0).published == false);
  CHECK(region.control->wanted.load() == 0);
  CHECK(reader.Take().ok() && reader.messages == std::vector<Message>{exact});
}

TEST("32 readers each get every message once, and the slowest one holds the writer back") {
  GuardedRegion region(1000);
  std::vector<Collector> readers;
  for (uint32_t i = 0; i < kMaxReaders; i++) readers.emplace_back(region.Join(i));
  std::vector<Message> sent;
  uint64_t refused = 0;
  for (uint64_t i = 0; i < 2000; i++) {
    const Message message = Bytes(1 + i % 90, i);
    if (Write(region, {message}).written > 0) {
      sent.push_back(message);
    } else {
      refused++;
      for (Collector& reader : readers) REQUIRE(reader.Take().ok());
    }
    // Some keep up, one never reads by itself.
    for (size_t k = 1; k < readers.size(); k += 1 + i % 7) REQUIRE(readers[k].Take().ok());
  }
  CHECK(refused > 10);
  for (Collector& reader : readers) {
    CHECK(reader.Take().ok());
    CHECK(reader.messages == sent);
  }
}

TEST("what was written before any reader came is kept up to the room, and comes to the first reader only") {
  GuardedRegion region(100);

  CHECK(Write(region, {Bytes(32, 1), Bytes(32, 2), Bytes(32, 3)}).written == 80);
  Collector first(region.JoinAt(0, region.control->kept.load()));
  Collector second(region.Join(1));
  CHECK(first.Take().ok() && second.Take().ok());
  CHECK(Write(region, {Bytes(32, 3)}).written == 40);
  CHECK(first.Take().ok() && second.Take().ok());

  CHECK((first.messages == std::vector<Message>{Bytes(32, 1), Bytes(32, 2), Bytes(32, 3)}));
  CHECK(second.messages == std::vector<Message>{Bytes(32, 3)});
}

TEST("what the last reader had not freed when it left is kept for the next one") {
  GuardedRegion region(100);
  Collector first(region.Join(0));
  Write(region, {Bytes(10, 1)});
  CHECK(first.Take().ok());
  Write(region, {Bytes(10, 2)});
  region.Leave(first.reader);
  CHECK(Write(region, {Bytes(10, 3), Bytes(60, 4)}).written == 18);

  Collector next(region.JoinAt(3, region.control->kept.load()));

  CHECK(next.Take().ok());
  CHECK((next.messages == std::vector<Message>{Bytes(10, 2), Bytes(10, 3)}));
}

TEST("a message larger than the region comes through in pieces, among others") {
  GuardedRegion region(100);
  Collector reader(region.Join(0));
  const Message large = Bytes(5000);
  Write(region, {Bytes(5, 1)});

  uint32_t done = 0;
  while (done < large.size()) {
    const auto result = region.writer.WritePieces(large.data(), 5000, done);
    REQUIRE(result.status.ok());
    done += static_cast<uint32_t>(result.written);
    REQUIRE(reader.Take().ok());
  }
  Write(region, {Bytes(6, 2)});

  CHECK(reader.Take().ok());
  CHECK((reader.messages == std::vector<Message>{Bytes(5, 1), large, Bytes(6, 2)}));
}

TEST("a large message that the region can take waits for room for all of it, and goes in one record") {
  GuardedRegion region(100);
  BroadcastReader reader = region.Join(0);
  Write(region, {Bytes(20, 1)});
  RecordHeader header;
  bool has = false;
  const auto early = region.writer.WritePieces(Bytes(80).data(), 80, 0);
  CHECK(early.status.ok() && early.written == 0 && !early.published);

  CHECK(reader.NextPiece(&header, &has).ok() && has && reader.Release(28));
  CHECK(region.writer.WritePieces(Bytes(80).data(), 80, 0).written == 80);

  CHECK(reader.NextPiece(&header, &has).ok() && has && header.whole() && header.length() == 80);
}

TEST("a large message that fits goes in one record") {
  GuardedRegion region(100);
  BroadcastReader reader = region.Join(0);
  RecordHeader header;
  bool has = false;

  CHECK(region.writer.WritePieces(Bytes(92).data(), 92, 0).written == 92);

  CHECK(reader.NextPiece(&header, &has).ok() && has && header.whole() && header.length() == 92);
}

TEST("a message cut off by the end of its writer is dropped, and the next writer goes on behind it") {
  GuardedRegion region(100);
  Collector reader(region.Join(0));
  const Message large = Bytes(500);
  CHECK(region.writer.WritePieces(large.data(), 500, 0).written == 92);
  CHECK(reader.Take().ok());

  BroadcastWriter next(region.control, region.bytes, region.size());
  CHECK(next.Resume().ok());
  const std::vector<uint8_t> records = test::Records({Bytes(7, 9)});
  CHECK(next.WriteRecords(records.data(), records.size()).written == records.size());

  CHECK(reader.Take().ok());
  CHECK(reader.messages == std::vector<Message>{Bytes(7, 9)});
}

TEST("a reader that joins in the middle of a message begins with the next one") {
  GuardedRegion region(100);
  Collector first(region.Join(0));
  const Message large = Bytes(150);
  uint32_t done = static_cast<uint32_t>(region.writer.WritePieces(large.data(), 150, 0).written);
  Collector second(region.Join(1));
  CHECK(first.Take().ok());
  done += static_cast<uint32_t>(region.writer.WritePieces(large.data(), 150, done).written);
  CHECK(done == 150);
  CHECK(first.Take().ok() && second.Take().ok());
  Write(region, {Bytes(4)});
  CHECK(first.Take().ok() && second.Take().ok());

  CHECK((first.messages == std::vector<Message>{large, Bytes(4)}));
  CHECK(second.messages == std::vector<Message>{Bytes(4)});
}

TEST("a batch that is cut by the end of the caller's array continues with the next one") {
  GuardedRegion region(1000);
  Collector reader(region.Join(0));
  std::vector<Message> messages;
  for (uint64_t i = 0; i < 20; i++) messages.push_back(Bytes(i, i));
  Write(region, messages);

  CHECK(reader.Take(30).ok());

  CHECK(reader.messages == messages);
}

TEST("records of the caller that are no whole messages are not taken") {
  GuardedRegion region(100);
  std::vector<uint8_t> records = test::Records({Bytes(4), Bytes(4)});
  const size_t good = 12;

  records[good + 4] = 1;  // says that the rest follows
  CHECK(region.writer.WriteRecords(records.data(), records.size()).written == 0);
  records = test::Records({Bytes(4), Bytes(4)});
  records[good] = 5;  // longer than the array
  CHECK(region.writer.WriteRecords(records.data(), records.size()).written == 0);
  records = test::Records({Bytes(93)});  // larger than the region
  CHECK(region.writer.WriteRecords(records.data(), records.size()).written == 0);
  CHECK(region.control->tail.load() == 0);
}

TEST("a writer wakes sleeping readers once, and a reader that passes the wish wakes the writer") {
  GuardedRegion region(100);
  Collector reader(region.Join(0));
  bool sleeps = false;
  CHECK(reader.reader.Sleep(&sleeps).ok() && sleeps);
  const uint32_t bell = region.control->bytes_bell.load();

  CHECK(Write(region, {Bytes(32)}).wake);
  CHECK(!Write(region, {Bytes(32)}).wake);
  CHECK(region.control->bytes_bell.load() == bell + 1);
  CHECK(reader.reader.Sleep(&sleeps).ok() && !sleeps);

  CHECK(Write(region, {Bytes(60)}).written == 0 && region.control->wanted.load() == 48);
  CHECK(!reader.reader.Release(40));
  CHECK(reader.reader.Release(40));
  CHECK(region.control->room_bell.load() == 1);
}

}  // namespace
}  // namespace memlane
