// SPDX-License-Identifier: Apache-2.0
// The two ends of the broadcast ring. Read the pairs in broadcast_ring.h first.
#include "core/broadcast_ring.h"

#include <algorithm>
#include <cstring>

namespace memlane {
namespace {

RecordHeader HeaderAt(const uint8_t* bytes) {
  RecordHeader header;
  memcpy(&header, bytes, sizeof header);
  return header;
}

}  // namespace

// --- Writer

Status BroadcastWriter::Resume() {
  // Acquire: what the last writer published is complete for this one's scan as well.
  tail_ = control_->tail.load(std::memory_order_acquire);
  limit_ = 0;
  const Status status = Scan();
  if (!status.ok()) return status;
  return tail_ - limit_ > size_ ? Status::Of(Code::kCorrupt) : Status::Ok();
}

Status BroadcastWriter::Scan() {
  // JOINED: without this fence the loads below could come before the last store of tail; a reader that joins meanwhile
  // would not see that tail, we would not see the reader, and its first bytes would be overwritten.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  bool any = false;
  uint64_t least = UINT64_MAX;
  for (uint32_t i = 0; i < kMaxReaders; i++) {
    if (control_->readers[i].used.load(std::memory_order_acquire) == 0) continue;  // KEPT
    any = true;
    const uint64_t head = control_->readers[i].head.load(std::memory_order_acquire);  // REUSABLE
    if (head > tail_) return Status::Of(Code::kCorrupt);
    least = std::min(least, head);
  }
  // Relaxed: KEPT has ordered it behind the end of the last reader.
  if (!any) least = control_->kept.load(std::memory_order_relaxed);
  if (least > tail_) return Status::Of(Code::kCorrupt);
  // A reader that is just joining may show an older head for a moment: it frees nothing, and takes nothing back.
  limit_ = std::max(limit_, least);
  return Status::Ok();
}

Status BroadcastWriter::FindRoom(uint64_t bytes) { return Room() >= bytes ? Status::Ok() : Scan(); }

void BroadcastWriter::Copy(uint64_t position, const uint8_t* from, size_t length) {
  if (length == 0) return;  // an empty message may have no address
  const uint64_t index = position % size_;
  const size_t first = static_cast<size_t>(std::min<uint64_t>(length, size_ - index));
  memcpy(bytes_ + index, from, first);
  if (first < length) memcpy(bytes_, from + first, length - first);
}

void BroadcastWriter::Publish(uint64_t tail, Result* result) {
  tail_ = tail;
  result->published = true;
  control_->tail.store(tail, std::memory_order_release);  // PUBLISHED
  // ASLEEP: without this fence the load below could come before the store above; a reader would see no bytes and sleep,
  // we would see no sleeper and wake nobody.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  // Relaxed is enough: the fence orders it, and a stale 1 only costs the exchange.
  if (control_->readers_sleep.load(std::memory_order_relaxed) == 0) return;
  // Relaxed: only who takes the flag matters; the bytes travel with PUBLISHED.
  if (control_->readers_sleep.exchange(0, std::memory_order_relaxed) == 0) return;
  // Relaxed: the kernel compares it with what the sleepers saw, under a lock of its own.
  control_->bytes_bell.fetch_add(1, std::memory_order_relaxed);
  result->wake = true;
}

Status BroadcastWriter::Wish(uint64_t bytes, bool* has_room) {
  wanted_ = tail_ + bytes - size_;
  // Relaxed: FULL is ordered by the fence, which Scan() begins with.
  control_->wanted.store(wanted_, std::memory_order_relaxed);
  // FULL: without the fence in Scan() its loads of the heads could come before the wish is visible; a reader would see no
  // wish, we would see no room, and both would wait.
  const Status status = Scan();
  *has_room = status.ok() && limit_ >= wanted_;
  if (*has_room) DropWish();
  return status;
}

void BroadcastWriter::DropWish() {
  if (wanted_ == 0) return;
  // Relaxed: the worst of a wish that is still seen is one wake-up too many.
  control_->wanted.store(0, std::memory_order_relaxed);
  wanted_ = 0;
}

Status BroadcastWriter::CheckRoom(bool* has_room) {
  const Status status = Scan();
  *has_room = status.ok() && limit_ >= wanted_;
  if (*has_room) DropWish();
  return status;
}

BroadcastWriter::Result BroadcastWriter::WriteRecords(const uint8_t* records, size_t length) {
  Result result;
  while (result.written < length) {
    result.status = FindRoom(length - result.written);
    if (!result.status.ok()) return result;
    const uint64_t room = Room();
    // The whole records among the next bytes that fit.
    size_t end = result.written;
    uint64_t next = 0;
    while (end < length) {
      if (length - end < kRecordHeaderBytes) return result;
      const RecordHeader header = HeaderAt(records + end);
      next = kRecordHeaderBytes + static_cast<uint64_t>(header.length());
      if (!header.whole() || next > length - end || next > size_) return result;
      if (end + next - result.written > room) break;
      end += static_cast<size_t>(next);
    }
    if (end > result.written) {
      Copy(tail_, records + result.written, end - result.written);
      const uint64_t tail = tail_ + (end - result.written);
      result.written = end;
      Publish(tail, &result);
    }
    if (end == length) return result;
    // Wish for all that is left, but for not more than half of the ring: so readers go on while this end fills the other
    // half.
    bool has_room = false;
    result.status = Wish(std::max(next, std::min<uint64_t>(length - end, size_ / 2)), &has_room);
    if (!result.status.ok() || !has_room) return result;
  }
  return result;
}

BroadcastWriter::Result BroadcastWriter::WriteMessage(const uint8_t* message, uint32_t length) {
  Result result;
  const uint64_t bytes = kRecordHeaderBytes + static_cast<uint64_t>(length);
  result.status = FindRoom(bytes);
  if (!result.status.ok() || Room() < bytes) return result;
  const RecordHeader header = {length | RecordHeader::kFirst, 0};
  Copy(tail_, reinterpret_cast<const uint8_t*>(&header), kRecordHeaderBytes);
  Copy(tail_ + kRecordHeaderBytes, message, length);
  result.written = length;
  Publish(tail_ + bytes, &result);
  return result;
}

BroadcastWriter::Result BroadcastWriter::WritePieces(const uint8_t* message, uint32_t length, uint32_t done) {
  Result result;
  while (done < length) {
    const uint64_t all = kRecordHeaderBytes + static_cast<uint64_t>(length - done);
    result.status = FindRoom(all);
    if (!result.status.ok()) return result;
    // A message that the ring can take goes as one record: one in pieces is lost with a reader that has begun it. Else not
    // the smallest pieces that would fit: a quarter of the ring, if there is as much left.
    const bool whole = done == 0 && all <= size_;
    const uint64_t enough = whole ? all : std::min(all, std::max<uint64_t>(size_ / 4, kRecordHeaderBytes + 1));
    if (Room() < enough) {
      bool has_room = false;
      result.status = Wish(whole ? all : std::min(all, std::max<uint64_t>(size_ / 2, kRecordHeaderBytes + 1)), &has_room);
      if (!result.status.ok() || !has_room) return result;
      continue;
    }
    const uint32_t count = static_cast<uint32_t>(std::min(all, Room()) - kRecordHeaderBytes);
    const RecordHeader header = {count | (done == 0 ? RecordHeader::kFirst : 0), length - done - count};
    Copy(tail_, reinterpret_cast<const uint8_t*>(&header), kRecordHeaderBytes);
    Copy(tail_ + kRecordHeaderBytes, message + done, count);
    done += count;
    result.written += count;
    Publish(tail_ + kRecordHeaderBytes + count, &result);
  }
  return result;
}

// --- Reader

Status BroadcastReader::LoadTail() {
  const uint64_t tail = control_->tail.load(std::memory_order_acquire);  // PUBLISHED
  if (tail == head_ && tail >= tail_seen_) return Status::Ok();
  if (size_ == 0) {
    // Relaxed: PUBLISHED has brought it, because the writer fixes it before its first bytes.
    const uint64_t size = control_->size.load(std::memory_order_relaxed);
    if (size < kMinRegionBytes || size > max_size_) return Status::Of(Code::kCorrupt);
    size_ = size;
  }
  if (tail < tail_seen_ || tail - head_ > size_) return Status::Of(Code::kCorrupt);
  tail_seen_ = tail;
  return Status::Ok();
}

void BroadcastReader::Copy(uint64_t position, uint8_t* into, size_t length) const {
  if (length == 0) return;
  const uint64_t index = position % size_;
  const size_t first = static_cast<size_t>(std::min<uint64_t>(length, size_ - index));
  memcpy(into, bytes_ + index, first);
  if (first < length) memcpy(into + first, bytes_, length - first);
}

bool BroadcastReader::IsPlausible(const RecordHeader& header, uint64_t at) const {
  const uint64_t waiting = tail_seen_ - head_;
  return at + kRecordHeaderBytes + header.length() <= waiting && header.rest <= kMaxMessageBytes - header.length() &&
         // A piece without bytes would be one that has no end.
         (header.length() > 0 || header.whole());
}

Status BroadcastReader::CopyRecords(uint8_t* into, size_t length, size_t* read) {
  *read = 0;
  const Status status = LoadTail();
  if (!status.ok()) return status;
  const uint64_t waiting = tail_seen_ - head_;
  if (waiting == 0) return status;
  if (waiting < kRecordHeaderBytes) return Status::Of(Code::kCorrupt);
  const size_t count = static_cast<size_t>(std::min<uint64_t>(length, waiting));
  Copy(head_, into, count);
  // From here on only the private copy is looked at.
  size_t end = 0;
  while (count - end >= kRecordHeaderBytes) {
    const RecordHeader header = HeaderAt(into + end);
    if (!IsPlausible(header, end)) return Status::Of(Code::kCorrupt);
    const size_t next = kRecordHeaderBytes + static_cast<size_t>(header.length());
    if (!header.whole() || next > count - end) break;
    end += next;
  }
  // Bytes published behind the last record that are too few for another one.
  if (end < count && waiting - end < kRecordHeaderBytes) return Status::Of(Code::kCorrupt);
  *read = end;
  return status;
}

Status BroadcastReader::NextPiece(RecordHeader* header, bool* has) {
  *has = false;
  const Status status = LoadTail();
  if (!status.ok()) return status;
  const uint64_t waiting = tail_seen_ - head_;
  if (waiting == 0) return status;
  if (waiting < kRecordHeaderBytes) return Status::Of(Code::kCorrupt);
  uint8_t bytes[kRecordHeaderBytes];
  Copy(head_, bytes, sizeof bytes);
  piece_ = HeaderAt(bytes);
  if (!IsPlausible(piece_, 0)) return Status::Of(Code::kCorrupt);
  *header = piece_;
  *has = true;
  return status;
}

void BroadcastReader::CopyPiece(uint8_t* into) const { Copy(head_ + kRecordHeaderBytes, into, piece_.length()); }

bool BroadcastReader::Release(uint64_t count) {
  count = std::min(count, tail_seen_ - head_);
  if (count == 0) return false;
  const uint64_t before = head_;
  head_ += count;
  control_->readers[slot_].head.store(head_, std::memory_order_release);  // REUSABLE
  // FULL: without this fence the load below could come before the store above; we would see no wish, the writer no room,
  // and both would wait.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  // Relaxed is enough: the fence orders it. Each reader that passes the wish tells the writer; the last one counts.
  const uint64_t wanted = control_->wanted.load(std::memory_order_relaxed);
  if (wanted <= before || wanted > head_) return false;
  // Relaxed: the kernel compares it with what the writer saw.
  control_->room_bell.fetch_add(1, std::memory_order_relaxed);
  return true;
}

Status BroadcastReader::Sleep(bool* sleeps) {
  // Relaxed: ASLEEP is ordered by the fence.
  control_->readers_sleep.store(1, std::memory_order_relaxed);
  // ASLEEP: without this fence the look below could come before the flag is visible; bytes published in between would be
  // seen by neither side, and this reader would sleep on them.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  bool has_bytes = false;
  const Status status = CheckBytes(&has_bytes);
  *sleeps = status.ok() && !has_bytes;
  // The flag stays: other readers may sleep on it, and the worst of it is one wake-up too many.
  return status;
}

Status BroadcastReader::CheckBytes(bool* has_bytes) {
  const Status status = LoadTail();
  *has_bytes = status.ok() && tail_seen_ != head_;
  return status;
}

}  // namespace memlane
