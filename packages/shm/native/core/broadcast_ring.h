// SPDX-License-Identifier: Apache-2.0
// A ring with one writer and up to 32 readers in memory shared with processes that are not trusted. It carries records:
// whole messages, or the pieces of a message that is larger than the ring. Every reader gets every record.
//
// tail: written by the writer only.  A slot's head: written by its reader only.  Both only grow; index = position % size.
// Pairs:
//   PUBLISHED  tail release -> tail acquire : the records before it are complete
//   REUSABLE   head release -> head acquire : this reader has finished with the bytes before it
//   KEPT       kept store, used = 0 release -> used acquire, kept load : no reader left, and where the next one begins
//   JOINED     used store, fence, tail load <-> tail store, fence, used load : the writer sees the reader, or the reader
//              begins at a tail behind which the writer has freed nothing
//   ASLEEP     readers_sleep store, fence <-> tail store, fence : a reader sees the bytes, or the writer the flag
//   FULL       wanted store, fence        <-> head store, fence : the writer sees the room, or a reader the wish
//
// Who is a member is decided under the file's lock, in broadcast_file.h. Here each end keeps its own position, the size
// and the last position of the others in private memory. What others write is loaded once into a local and checked; a
// violation is kCorrupt, after which the region is not touched again. Each object belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/broadcast_layout.h"
#include "platform/status.h"

namespace memlane {

class BroadcastWriter {
 public:
  BroadcastWriter() = default;
  // `control` and `bytes` stay mapped as long as this object is used.
  BroadcastWriter(RegionControl* control, uint8_t* bytes, uint64_t size)
      : control_(control), bytes_(bytes), size_(size) {}

  struct Result {
    Status status;
    // Bytes taken from the caller.
    size_t written = 0;
    // Something was published.
    bool published = false;
    // Readers sleep: wake them, once, now.
    bool wake = false;
  };

  // Goes on where the last writer published last. Under the file's lock, dead readers swept.
  Status Resume();

  // Takes as many whole records as there is room for and publishes them with one store. `records` has complete records
  // with whole messages; of a batch that has others nothing more is taken. When not all fitted, the wish for room is left behind.
  Result WriteRecords(const uint8_t* records, size_t length);

  // The message as one record, or nothing; leaves no wish.
  Result WriteMessage(const uint8_t* message, uint32_t length);

  // As many pieces of the message as there is room for, from byte `done` on; one that the ring can take, as one record or
  // not at all. Leaves a wish as WriteRecords().
  Result WritePieces(const uint8_t* message, uint32_t length, uint32_t done);

  // True when the wish that the last short write left has come true, or there is none.
  Status CheckRoom(bool* has_room);

  // The wish is no longer held.
  void DropWish();

  uint64_t size() const { return size_; }

 private:
  uint64_t Room() const { return size_ - (tail_ - limit_); }
  // Makes Room() as large as the readers allow when it is below `bytes`.
  Status FindRoom(uint64_t bytes);
  Status Scan();
  // True when there is room for `bytes` after all.
  Status Wish(uint64_t bytes, bool* has_room);
  void Copy(uint64_t position, const uint8_t* from, size_t length);
  void Publish(uint64_t tail, Result* result);

  RegionControl* control_ = nullptr;
  uint8_t* bytes_ = nullptr;
  uint64_t size_ = 0;
  uint64_t tail_ = 0;
  // No reader needs what lies before it.
  uint64_t limit_ = 0;
  uint64_t wanted_ = 0;
};

class BroadcastReader {
 public:
  BroadcastReader() = default;
  // Begins at `head`. `bytes` has `max_size` bytes; the region's own size is taken when its first writer has fixed it.
  BroadcastReader(RegionControl* control, const uint8_t* bytes, uint64_t max_size, uint32_t slot, uint64_t head)
      : control_(control), bytes_(bytes), max_size_(max_size), slot_(slot), head_(head), tail_seen_(head) {}

  // Copies as many whole messages as fit, in records, and frees nothing: that is Release(). `*read` is 0 when no bytes
  // wait, or when the next record is one for NextPiece(): a piece, or larger than `length`.
  Status CopyRecords(uint8_t* into, size_t length, size_t* read);

  // The head of the next record, copied; `*has` is false when no bytes wait.
  Status NextPiece(RecordHeader* header, bool* has);
  // Copies the bytes of the record that NextPiece() has just shown; there is room for all of them at `into`.
  void CopyPiece(uint8_t* into) const;
  size_t piece_bytes() const { return kRecordHeaderBytes + piece_.length(); }

  // This reader has finished with the next `count` bytes. @returns true when the writer waits for them: wake it, now
  bool Release(uint64_t count);

  // Says that this reader goes to sleep, then looks once more. `*sleeps` is false when bytes came in between.
  Status Sleep(bool* sleeps);
  Status CheckBytes(bool* has_bytes);

  uint32_t slot() const { return slot_; }
  uint64_t head() const { return head_; }

 private:
  Status LoadTail();
  void Copy(uint64_t position, uint8_t* into, size_t length) const;
  // Checks a head whose record begins `at` bytes behind this reader's position.
  bool IsPlausible(const RecordHeader& header, uint64_t at) const;

  RegionControl* control_ = nullptr;
  const uint8_t* bytes_ = nullptr;
  uint64_t max_size_ = 0;
  uint64_t size_ = 0;
  uint32_t slot_ = 0;
  uint64_t head_ = 0;
  uint64_t tail_seen_ = 0;
  RecordHeader piece_;
};

}  // namespace memlane
