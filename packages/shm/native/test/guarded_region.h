// SPDX-License-Identifier: Apache-2.0
// One broadcast region in private memory, its bytes between two pages that may not be touched: an access out of bounds
// ends the test, in every build. Members join without a file; what the file's lock orders is for the test to keep.
#pragma once

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "core/broadcast_ring.h"
#include "test/test.h"

namespace memlane::test {

class GuardedRegion {
 public:
  // The end of the bytes touches the second guard.
  explicit GuardedRegion(uint64_t size) : size_(size) {
    inner_ = (size + kPage - 1) / kPage * kPage;
    memory_ = mmap(nullptr, inner_ + 2 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) abort();
    uint8_t* start = static_cast<uint8_t*>(memory_) + kPage;
    if (mprotect(start, inner_, PROT_READ | PROT_WRITE) != 0) abort();
    bytes = start + (inner_ - size);
    control_ = std::make_unique<RegionControl>();
    control = control_.get();
    Reset();
  }
  ~GuardedRegion() { munmap(memory_, inner_ + 2 * kPage); }
  GuardedRegion(const GuardedRegion&) = delete;
  GuardedRegion& operator=(const GuardedRegion&) = delete;

  void Reset() {
    control = new (control_.get()) RegionControl{};
    control->size.store(size_);
    writer = BroadcastWriter(control, bytes, size_);
    Check(writer.Resume().ok(), "a new writer resumes", __FILE__, __LINE__);
  }

  // A reader that begins at `head`.
  BroadcastReader JoinAt(uint32_t slot, uint64_t head) {
    control->readers[slot].head.store(head);
    control->readers[slot].used.store(1);
    return BroadcastReader(control, bytes, size_, slot, head);
  }
  BroadcastReader Join(uint32_t slot) { return JoinAt(slot, control->tail.load()); }
  void Leave(const BroadcastReader& reader) {
    if (reader.head() > control->kept.load()) control->kept.store(reader.head());
    control->readers[reader.slot()].used.store(0);
  }

  uint64_t size() const { return size_; }

  RegionControl* control = nullptr;
  uint8_t* bytes = nullptr;
  BroadcastWriter writer;

 private:
  static constexpr size_t kPage = 64 * 1024;  // the largest page size in use
  uint64_t size_;
  size_t inner_;
  void* memory_;
  std::unique_ptr<RegionControl> control_;
};

// Appends a whole message as a record.
inline void AppendRecord(std::vector<uint8_t>* records, const uint8_t* bytes, uint32_t length) {
  const RecordHeader header = {length | RecordHeader::kFirst, 0};
  const auto* head = reinterpret_cast<const uint8_t*>(&header);
  records->insert(records->end(), head, head + sizeof header);
  records->insert(records->end(), bytes, bytes + length);
}

inline std::vector<uint8_t> Records(const std::vector<std::vector<uint8_t>>& messages) {
  std::vector<uint8_t> records;
  for (const auto& message : messages) AppendRecord(&records, message.data(), static_cast<uint32_t>(message.size()));
  return records;
}

// Takes everything that waits, whole messages and pieces. Pieces are put together; a message cut off is dropped.
class Collector {
 public:
  explicit Collector(BroadcastReader reader) : reader(reader) {}

  Status Take(size_t batch = 1 << 16) {
    std::vector<uint8_t> into(batch);
    for (;;) {
      size_t read = 0;
      Status status = reader.CopyRecords(into.data(), into.size(), &read);
      if (!status.ok()) return status;
      for (size_t at = 0; at < read;) {
        RecordHeader header;
        memcpy(&header, into.data() + at, sizeof header);
        const uint8_t* begin = into.data() + at + kRecordHeaderBytes;
        partial_.clear();
        assembling_ = false;
        messages.emplace_back(begin, begin + header.length());
        at += kRecordHeaderBytes + header.length();
      }
      if (read > 0) {
        woke_writer |= reader.Release(read);
        continue;
      }
      RecordHeader header;
      bool has = false;
      status = reader.NextPiece(&header, &has);
      if (!status.ok() || !has) return status;
      std::vector<uint8_t> piece(header.length());
      reader.CopyPiece(piece.data());
      if (header.first()) {
        partial_.clear();
        assembling_ = true;
      }
      if (assembling_) partial_.insert(partial_.end(), piece.begin(), piece.end());
      if (assembling_ && header.rest == 0) {
        messages.push_back(partial_);
        assembling_ = false;
      }
      woke_writer |= reader.Release(reader.piece_bytes());
    }
  }

  BroadcastReader reader;
  std::vector<std::vector<uint8_t>> messages;
  bool woke_writer = false;

 private:
  std::vector<uint8_t> partial_;
  bool assembling_ = false;
};

}  // namespace memlane::test
