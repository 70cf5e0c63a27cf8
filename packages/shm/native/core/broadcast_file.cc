// SPDX-License-Identifier: Apache-2.0
// The table of the regions: which positions are in use, and by whom.
#include "core/broadcast_file.h"

#include <unistd.h>

#include <algorithm>
#include <new>

#include "core/broadcast_membership.h"

namespace memlane {

Status BroadcastFile::Use(uint64_t read_position, uint64_t write_position, BroadcastConflict* conflict) {
  const Membership membership(this);
  if (!membership.status().ok()) return membership.status();
  if (std::max(read_position, write_position) > capacity_ - kMinRegionBytes) return Status::Of(Code::kUnsupported);
  const uint64_t gap = std::max(read_position, write_position) - std::min(read_position, write_position);
  if (gap > 0 && gap < kMinRegionBytes) {
    *conflict = {std::min(read_position, write_position), 0, static_cast<uint32_t>(getpid()), 0};
    return Status::Of(Code::kOverlap);
  }
  Status status = FreeUnused();
  if (!status.ok()) return status;
  uint32_t read = kNone;
  uint32_t write = kNone;
  status = FindEntry(read_position, kNone, &read, conflict);
  // The same position has the same entry, and needs no second one.
  write = read;
  if (status.ok() && write_position != read_position) status = FindEntry(write_position, read, &write, conflict);
  if (status.ok()) status = UseEntry(read, read_position);
  if (status.ok() && write != read) status = UseEntry(write, write_position);
  if (!status.ok()) {
    if (read != kNone) file_.Unlock(UseLock(read));
    return status;
  }
  read_region_ = read;
  write_region_ = write;
  read_position_ = read_position;
  write_position_ = write_position;
  return status;
}

Status BroadcastFile::FreeUnused() {
  for (uint32_t i = 0; i < kMaxRegions; i++) {
    RegionControl* control = region(i);
    // Relaxed here and below: these words change under the file's lock only, and the lock orders them.
    if (control->used.load(std::memory_order_relaxed) == 0) continue;
    const uint64_t position = control->position.load(std::memory_order_relaxed);
    const uint64_t size = control->size.load(std::memory_order_relaxed);
    if (position > capacity_ - kMinRegionBytes || size > capacity_ - position) return Status::Of(Code::kCorrupt);
    if (i == read_region_ || i == write_region_ || file_.IsLockedByOther(UseLock(i))) continue;
    bool any = false;
    uint32_t living = 0;
    const Status status = Sweep(i, &any, &living);
    if (!status.ok()) return status;
    if (control->tail.load(std::memory_order_relaxed) == control->kept.load(std::memory_order_relaxed)) {
      control->used.store(0, std::memory_order_relaxed);
    }
  }
  return Status::Ok();
}

Status BroadcastFile::FindEntry(uint64_t position, uint32_t taken, uint32_t* index, BroadcastConflict* conflict) {
  uint32_t free = kNone;
  for (uint32_t i = 0; i < kMaxRegions; i++) {
    const RegionControl* control = region(i);
    if (control->used.load(std::memory_order_relaxed) == 0) {
      if (free == kNone && i != taken) free = i;
      continue;
    }
    const uint64_t begin = control->position.load(std::memory_order_relaxed);
    if (begin == position) {
      *index = i;
      return Status::Ok();
    }
    const uint64_t size = std::max(control->size.load(std::memory_order_relaxed), kMinRegionBytes);
    const bool within = position > begin ? position - begin < size : begin - position < kMinRegionBytes;
    if (within) {
      *conflict = Describe(i);
      return Status::Of(Code::kOverlap);
    }
  }
  *index = free;
  return free == kNone ? Status::Of(Code::kTooManyRegions) : Status::Ok();
}

Status BroadcastFile::UseEntry(uint32_t index, uint64_t position) {
  const Status status = file_.TryLock(UseLock(index), LockedFile::Lock::kShared);
  // Somebody locks what nobody may: it is no communicator.
  if (!status.ok()) return status.code == Code::kAgain ? Status::Of(Code::kCorrupt) : status;
  RegionControl* control = region(index);
  if (control->used.load(std::memory_order_relaxed) != 0) return status;
  new (control) RegionControl{};
  control->position.store(position, std::memory_order_relaxed);
  control->user_pid.store(static_cast<uint32_t>(getpid()), std::memory_order_relaxed);
  control->used.store(1, std::memory_order_relaxed);
  return status;
}

Status BroadcastFile::FixSize(uint64_t* size) {
  RegionControl* control = write_region();
  uint64_t end = capacity_;
  for (uint32_t i = 0; i < kMaxRegions; i++) {
    if (i == write_region_ || region(i)->used.load(std::memory_order_relaxed) == 0) continue;
    const uint64_t other = region(i)->position.load(std::memory_order_relaxed);
    if (other > write_position_) end = std::min(end, other);
  }
  const uint64_t room = end - write_position_;
  *size = control->size.load(std::memory_order_relaxed);
  if (*size == 0) {
    *size = room;
    control->size.store(room, std::memory_order_relaxed);
  }
  return *size < kMinRegionBytes || *size > room ? Status::Of(Code::kCorrupt) : Status::Ok();
}

BroadcastConflict BroadcastFile::Describe(uint32_t index) const {
  const RegionControl* control = region(index);
  BroadcastConflict conflict;
  conflict.position = control->position.load(std::memory_order_relaxed);
  conflict.size = control->size.load(std::memory_order_relaxed);
  conflict.pid = control->user_pid.load(std::memory_order_relaxed);
  if (file_.IsLockedByOther(WriterLock(index))) {
    conflict.pid = control->writer_pid.load(std::memory_order_relaxed);
    return conflict;
  }
  for (uint32_t slot = 0; slot < kMaxReaders; slot++) {
    if (!file_.IsLockedByOther(ReaderLock(index, slot))) continue;
    conflict.pid = control->readers[slot].pid.load(std::memory_order_relaxed);
    return conflict;
  }
  return conflict;
}

}  // namespace memlane
