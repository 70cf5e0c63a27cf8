// SPDX-License-Identifier: Apache-2.0
// The broadcast ring against members that write anything into the words and the bytes. GuardedRegion's pages and the
// sanitizers see every access out of bounds; the checks here say what is refused.
#include <algorithm>
#include <cstring>
#include <thread>
#include <vector>

#include "test/guarded_region.h"
#include "test/random.h"
#include "test/test.h"

namespace memlane {
namespace {

using test::GuardedRegion;
constexpr uint64_t kSize = 1000;

// A region that has carried 1,200 bytes of records, and a reader that has taken them all.
struct UsedRegion : GuardedRegion {
  UsedRegion() : GuardedRegion(kSize), reader(Join(0)) {
    for (int i = 0; i < 30; i++) {
      Write(32);
      (void)TailOf(reader);
      (void)reader.Release(40);
    }
  }
  void Write(uint32_t length) {
    const std::vector<uint8_t> message(length, 7);
    Check(writer.WriteMessage(message.data(), length).published, "the message fits", __FILE__, __LINE__);
  }
  static Status TailOf(BroadcastReader& reader) {
    bool has = false;
    return reader.CheckBytes(&has);
  }
  static void Check(bool holds, const char* what, const char* file, int line) { (void)test::Check(holds, what, file, line); }

  BroadcastReader reader;
};

// Every look of the reader refuses, gives out nothing and frees nothing.
void ExpectReaderRefuses(UsedRegion& region) {
  const uint64_t head = region.control->readers[0].head.load();
  uint8_t into[64];
  size_t read = 1;
  bool flag = true;
  RecordHeader header;

  CHECK(region.reader.CopyRecords(into, sizeof into, &read).code == Code::kCorrupt && read == 0);
  CHECK(region.reader.NextPiece(&header, &flag).code == Code::kCorrupt && !flag);
  CHECK(region.control->readers[0].head.load() == head);
}

TEST("a tail of a region behind what was seen, too far ahead, or in the upper half is corrupt") {
  for (const uint64_t tail : {uint64_t{0}, uint64_t{1199}, uint64_t{1200 + kSize + 1}, uint64_t{1} << 63, UINT64_MAX,
                              1200 + (uint64_t{1} << 32)}) {
    UsedRegion region;
    bool flag = true;
    region.control->tail.store(tail);

    ExpectReaderRefuses(region);
    CHECK(region.reader.CheckBytes(&flag).code == Code::kCorrupt && !flag);
    flag = true;
    CHECK(region.reader.Sleep(&flag).code == Code::kCorrupt && !flag);
  }
}

TEST("a size of a region below 16, of 0 with bytes, or beyond the capacity is corrupt") {
  for (const uint64_t size : {uint64_t{0}, uint64_t{15}, uint64_t{kSize + 1}, UINT64_MAX}) {
    GuardedRegion region(kSize);
    BroadcastReader reader = region.Join(0);
    const uint8_t byte = 1;
    CHECK(region.writer.WriteMessage(&byte, 1).published);
    region.control->size.store(size);
    bool flag = true;

    CHECK(reader.CheckBytes(&flag).code == Code::kCorrupt && !flag);
  }
}

TEST("a size that changes once it is known changes nothing: the private copy counts") {
  UsedRegion region;
  region.control->size.store(16);
  region.Write(100);
  uint8_t into[200];
  size_t read = 0;

  CHECK(region.reader.CopyRecords(into, sizeof into, &read).ok() && read == 108);
}

TEST("a record that passes the tail, has no end, or a rest beyond every limit is corrupt") {
  const RecordHeader bad[] = {
      {33 | RecordHeader::kFirst, 0},          // one byte longer than what was published
      {0x7fffffff | RecordHeader::kFirst, 0},  // the longest that can be said
      {0, 1},                                  // a piece without bytes
      {0 | RecordHeader::kFirst, 1},           // the same, at the beginning
      {32, kMaxMessageBytes},                  // longer than a message may be
      {32 | RecordHeader::kFirst, UINT32_MAX},
      {25 | RecordHeader::kFirst, 0},          // leaves fewer bytes than the head of a record has
  };
  for (const RecordHeader& header : bad) {
    UsedRegion region;
    region.Write(32);
    memcpy(region.bytes + 1200 % kSize, &header, sizeof header);
    const uint64_t head = region.control->readers[0].head.load();
    uint8_t into[64];
    size_t read = 1;

    CHECK(region.reader.CopyRecords(into, sizeof into, &read).code == Code::kCorrupt && read == 0);
    CHECK(region.control->readers[0].head.load() == head);
  }
}

TEST("published bytes that are too few for the head of a record are corrupt") {
  UsedRegion region;
  region.control->tail.store(1207);
  ExpectReaderRefuses(region);
}

TEST("a head of a slot ahead of the tail is corrupt for the writer, which publishes nothing more") {
  for (const uint64_t head : {uint64_t{1201}, uint64_t{1} << 63, UINT64_MAX}) {
    UsedRegion region;
    region.control->readers[5].head.store(head);
    region.control->readers[5].used.store(1);
    const std::vector<uint8_t> message(990);
    bool flag = true;

    CHECK(region.writer.CheckRoom(&flag).code == Code::kCorrupt && !flag);
    const auto result = region.writer.WriteMessage(message.data(), 990);
    CHECK(result.status.code == Code::kCorrupt && !result.published);
    BroadcastWriter next(region.control, region.bytes, kSize);
    CHECK(next.Resume().code == Code::kCorrupt);
  }
}

TEST("a head of a slot that goes back holds the writer where it is and frees nothing twice") {
  UsedRegion region;
  bool flag = false;
  CHECK(region.writer.CheckRoom(&flag).ok());
  region.control->readers[0].head.store(3);
  const std::vector<uint8_t> message(kSize);

  CHECK(region.writer.WriteMessage(message.data(), kSize - 8).published);
  CHECK(!region.writer.WriteMessage(message.data(), 0).published);
}

TEST("what is kept ahead of the tail is corrupt for the writer") {
  UsedRegion region;
  region.Leave(region.reader);
  region.control->kept.store(1201);
  bool flag = true;

  CHECK(region.writer.CheckRoom(&flag).code == Code::kCorrupt && !flag);
}

TEST("a writer that comes to a tail further ahead of a reader than the region is large refuses it") {
  UsedRegion region;
  region.control->tail.store(1200 + kSize + 1);
  BroadcastWriter next(region.control, region.bytes, kSize);

  CHECK(next.Resume().code == Code::kCorrupt);
}

TEST("garbage in the sleep flag of a region costs one wake-up and nothing else") {
  for (const uint32_t garbage : {2u, 0x80000000u, UINT32_MAX}) {
    UsedRegion region;
    region.control->readers_sleep.store(garbage);
    const uint8_t byte = 5;

    CHECK(region.writer.WriteMessage(&byte, 1).wake);
    CHECK(!region.writer.WriteMessage(&byte, 1).wake);
  }
}

TEST("garbage in the wish of a region costs at most one wake-up a release") {
  for (const uint64_t garbage : {uint64_t{1}, uint64_t{1201}, uint64_t{1} << 63, UINT64_MAX}) {
    UsedRegion region;
    region.Write(32);
    region.control->wanted.store(garbage);
    CHECK(UsedRegion::TailOf(region.reader).ok());

    CHECK(region.reader.Release(40) == (garbage == 1201));
    CHECK(!region.reader.Release(40));
  }
}

TEST("a caller that frees more than there is frees what there is") {
  UsedRegion region;
  region.Write(32);
  CHECK(UsedRegion::TailOf(region.reader).ok());

  (void)region.reader.Release(UINT64_MAX);

  CHECK(region.control->readers[0].head.load() == 1240);
}

// Data race on purpose (what a hostile process does), so this one is left out under ThreadSanitizer.
TEST("hostile member, words and bytes of a region that change all the time never lead out of bounds") {
  GuardedRegion region(kSize);
  std::atomic<bool> done{false};
  std::thread peer([&] {
    test::Random random(2);
    // Relaxed everywhere: the worst order is what is wanted.
    while (!done.load(std::memory_order_relaxed)) {
      const uint64_t tail = region.control->tail.load(std::memory_order_relaxed);
      const uint64_t value = random.Below(16) == 0 ? random.Next() : tail - 1000 + random.Below(2000);
      switch (random.Below(6)) {
        case 0: region.control->tail.store(value, std::memory_order_relaxed); break;
        case 1: region.control->readers[random.Below(4)].head.store(value, std::memory_order_relaxed); break;
        case 2: region.control->kept.store(value, std::memory_order_relaxed); break;
        case 3: region.control->readers[1 + random.Below(3)].used.store(random.Below(2), std::memory_order_relaxed); break;
        case 4: region.control->size.store(random.Below(8) == 0 ? random.Next() : kSize, std::memory_order_relaxed); break;
        default: region.control->wanted.store(value, std::memory_order_relaxed); break;
      }
      for (int i = 0; i < 4; i++) {
        reinterpret_cast<std::atomic<uint8_t>*>(region.bytes)[random.Below(kSize)].store(static_cast<uint8_t>(random.Next()),
                                                                                         std::memory_order_relaxed);
      }
    }
  });
  test::Random random(3);
  std::vector<uint8_t> buffer(2 * kSize);
  BroadcastReader reader = region.Join(0);
  uint64_t corrupt = 0;
  uint64_t fine = 0;

  for (uint64_t i = 0; i < test::Amount(1'000'000, 10'000'000); i++) {
    const uint32_t length = random.Below(random.Below(32) == 0 ? kSize : 64);
    Status status;
    bool flag = false;
    size_t read = 0;
    RecordHeader header;
    switch (random.Below(6)) {
      case 0:
        status = reader.CopyRecords(buffer.data(), length, &read);
        if (read > length) CHECK(read <= length);
        if (status.ok()) (void)reader.Release(read);
        break;
      case 1:
        status = reader.NextPiece(&header, &flag);
        if (!status.ok() || !flag) break;
        if (header.length() > kSize) CHECK(header.length() <= kSize);
        reader.CopyPiece(buffer.data());
        (void)reader.Release(reader.piece_bytes());
        break;
      case 2: status = region.writer.WriteMessage(buffer.data(), length).status; break;
      case 3: status = region.writer.WritePieces(buffer.data(), 2 * kSize, length).status; break;
      case 4: status = reader.Sleep(&flag); break;
      default: status = region.writer.CheckRoom(&flag); break;
    }
    (status.ok() ? fine : corrupt)++;
    if (status.code != Code::kOk && status.code != Code::kCorrupt) CHECK(status.code == Code::kCorrupt);
    if (!status.ok()) {
      // Anew, as far as the peer lets us.
      region.control->tail.store(0);
      region.control->kept.store(0);
      region.control->size.store(kSize);
      for (ReaderSlot& slot : region.control->readers) slot.used.store(0);
      BroadcastWriter writer(region.control, region.bytes, kSize);
      if (writer.Resume().ok()) region.writer = writer;
      reader = region.JoinAt(0, 0);
    }
  }
  done = true;
  peer.join();
  CHECK(corrupt > 0 && fine > 0);
}

}  // namespace
}  // namespace memlane
