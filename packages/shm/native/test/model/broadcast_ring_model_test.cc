// SPDX-License-Identifier: Apache-2.0
// The broadcast ring with its sleepers, model-checked as the byte ring is: the code of the core itself, the writer and one
// reader that has joined. Joining and leaving are decided under the file's lock and not modelled.
#include "test/model/check.h"
#include "test/test.h"

// From here on std::atomic and memcpy are those of the model.
#include "test/model/model_atomic.h"

#include "core/broadcast_ring.cc"

namespace memlane {
namespace {

using model::Explorer;
using model::Site;

constexpr int kWriter = 0;
constexpr int kReader = 1;

// Sends one message for each of the sizes, in bytes that count up, through a region of `kRegion` bytes. One that does not
// fit as a record goes in pieces.
template <uint64_t kRegion, uint32_t... kSizes>
class Broadcast final : public Explorer::Program {
 public:
  static Explorer::Program* Make() { return new Broadcast(); }

  Broadcast() {
    control_.size.store(kRegion, std::memory_order_relaxed);
    control_.readers[0].used.store(1, std::memory_order_relaxed);
  }

  void Run(int thread) override { thread == kWriter ? Write() : Read(); }
  const uint8_t* bytes() const override { return bytes_; }
  bool IsWritten(const void* word) const override {
    return word == &control_.tail || word == &control_.readers_sleep || word == &control_.bytes_bell ||
           word == &control_.wanted || word == &control_.room_bell || word == &control_.readers[0].head;
  }

 private:
  static_assert(kRegion <= model::kMaxBytes);
  static constexpr uint32_t kTotal = (kSizes + ...);
  static constexpr uint64_t kRecordBytes = kTotal + sizeof...(kSizes) * kRecordHeaderBytes;

  void Write() {
    uint8_t value = 0;
    for (const uint32_t size : {kSizes...}) {
      uint8_t record[kRecordBytes];
      const RecordHeader header = {size | RecordHeader::kFirst, 0};
      memcpy(record, &header, kRecordHeaderBytes);
      for (uint32_t i = 0; i < size; i++) record[kRecordHeaderBytes + i] = value++;
      size + kRecordHeaderBytes <= kRegion ? SendRecord(record, size + kRecordHeaderBytes)
                                           : SendPieces(record + kRecordHeaderBytes, size);
    }
  }

  void SendRecord(const uint8_t* record, uint32_t length) {
    for (size_t sent = 0; sent < length;) {
      Explorer::current().Forget(Knowledge(record[kRecordHeaderBytes], writer_));
      sent += Sent(writer_.WriteRecords(record + sent, length - sent), length - sent);
    }
  }

  void SendPieces(const uint8_t* message, uint32_t length) {
    for (uint32_t sent = 0; sent < length;) {
      Explorer::current().Forget(Knowledge(message[sent], writer_));
      sent += static_cast<uint32_t>(Sent(writer_.WritePieces(message, length, sent), length - sent));
    }
  }

  // What was written; waits for room when it is not all.
  size_t Sent(const BroadcastWriter::Result& result, size_t wanted) {
    Explorer& explorer = Explorer::current();
    if (!result.status.ok()) {
      explorer.Fail("the writer found the region corrupt");
      return wanted;
    }
    if (result.wake) explorer.Ring(kReader);
    if (result.written < wanted) explorer.WaitBell();
    return result.written;
  }

  void Read() {
    Explorer& explorer = Explorer::current();
    uint8_t expected = 0;
    while (expected < kTotal) {
      explorer.Forget(Knowledge(expected, reader_));
      uint8_t records[kRecordBytes];
      size_t read = 0;
      if (!reader_.CopyRecords(records, sizeof records, &read).ok()) return Corrupt();
      for (size_t at = 0; at < read;) {
        const RecordHeader header = HeaderAt(records + at);
        at += kRecordHeaderBytes;
        for (uint32_t i = 0; i < header.length(); i++) Expect(records[at++], &expected);
      }
      if (read > 0) {
        if (reader_.Release(read)) explorer.Ring(kWriter);
        continue;
      }
      RecordHeader header;
      bool has = false;
      if (!reader_.NextPiece(&header, &has).ok()) return Corrupt();
      if (has && !header.whole()) {
        uint8_t piece[kRecordBytes];
        reader_.CopyPiece(piece);
        for (uint32_t i = 0; i < header.length(); i++) Expect(piece[i], &expected);
        if (reader_.Release(reader_.piece_bytes())) explorer.Ring(kWriter);
        continue;
      }
      if (has) continue;
      bool sleeps = false;
      if (!reader_.Sleep(&sleeps).ok()) return Corrupt();
      if (sleeps) explorer.WaitBell();
    }
  }

  void Expect(uint8_t byte, uint8_t* expected) {
    if (byte != (*expected)++) Explorer::current().Fail("a byte is not what was written");
  }

  void Corrupt() { Explorer::current().Fail("the reader found the region corrupt"); }

  // What a thread has in its hands between two operations: how far it is, and the words of its end of the ring.
  template <typename End>
  static uint64_t Knowledge(uint8_t next, const End& end) {
    static_assert(sizeof end % 8 == 0 && std::is_trivially_copyable_v<End>);
    uint64_t words[sizeof end / 8];
    std::copy_n(reinterpret_cast<const unsigned char*>(&end), sizeof end, reinterpret_cast<unsigned char*>(words));
    uint64_t hash = next;
    // Behind two pointers and the size, which stay as they are.
    for (size_t i = 3; i < sizeof words / 8; i++) hash = model::Mix(hash, words[i]);
    return hash;
  }

  RegionControl control_{};
  uint8_t bytes_[model::kMaxBytes]{};
  BroadcastWriter writer_{&control_, bytes_, kRegion};
  BroadcastReader reader_{&control_, bytes_, kRegion, 0, 0};
};

// A region that is never full, one that wraps and fills, and a message in pieces.
const std::vector<model::Make> kPrograms = {
    Broadcast<32, 1, 1, 1>::Make,
    Broadcast<18, 1, 1, 1>::Make,
    Broadcast<16, 1, 1>::Make,
    Broadcast<16, 12>::Make,
};

TEST("model, messages through a broadcast region: no byte is torn, no wake-up lost, in any course") {
  for (const model::Make make : kPrograms) model::CheckHolds(make);
}

TEST("model, orders and fences of the broadcast ring: without any one of them something breaks") {
  const std::vector<Site> sites = model::SitesOf(kPrograms);
  for (const Site& site : sites) CHECK(model::IsNoticed(kPrograms, {site.line, std::memory_order_relaxed}));
  // PUBLISHED at both ends, REUSABLE at both ends, ASLEEP at both ends, FULL at both ends.
  CHECK(sites.size() == 8);
}

}  // namespace
}  // namespace memlane
