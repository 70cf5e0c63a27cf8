// SPDX-License-Identifier: Apache-2.0
// Opening, making and removing the file, and the table of its regions.
#include "core/broadcast_file.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "core/broadcast_membership.h"

namespace memlane {

Status BroadcastFile::Open(const std::string& path, uint64_t capacity, BroadcastConflict* conflict) {
  if (capacity < kMinRegionBytes || capacity > kMaxBroadcastCapacity) return Status::Of(Code::kUnsupported);
  path_ = path;
  capacity_ = capacity;
  int waits = 0;
  for (int opening = 0; opening < kMaxOpenings; opening++) {
    Status status = LockedFile::Open(path, &file_);
    if (!status.ok()) return status;
    status = Enter(conflict);
    // kAgain: the last one out has removed the file between our opening and our lock.
    if (status.ok()) return status;
    const bool is_made = status.code == Code::kBusy && file_.IsLockedByOther(kMakingLock) && ++waits < kMaxMakingWaits;
    file_.Close();
    if (status.code != Code::kAgain && !is_made) return status;
  }
  return Status::Of(Code::kBusy);
}

Status BroadcastFile::Enter(BroadcastConflict* conflict) {
  const Membership membership(&file_, kLockLimitMs);
  if (!membership.status().ok()) return membership.status();
  if (!file_.IsAt(path_)) return Status::Of(Code::kAgain);
  Status status = file_.TryLock(kPresenceLock, LockedFile::Lock::kExclusive);
  if (status.ok()) {
    status = CheckLeft();
    if (!status.ok()) return status;
    status = file_.TryLock(kMakingLock, LockedFile::Lock::kExclusive);
    if (!status.ok()) return status.code == Code::kAgain ? Status::Of(Code::kCorrupt) : status;
    status = Make();
    file_.Unlock(kMakingLock);
    if (!status.ok()) {
      unlink(path_.c_str());
      return status;
    }
  } else if (status.code != Code::kAgain) {
    return status;
  }
  status = file_.TryLock(kPresenceLock, LockedFile::Lock::kShared);
  if (!status.ok()) return status;
  // Read, not mapped: a file of another size would end this process with SIGBUS.
  BroadcastHeader header;
  status = file_.ReadAt(0, &header, sizeof header);
  if (!status.ok()) return status;
  uint64_t bytes = 0;
  status = file_.Size(&bytes);
  if (!status.ok()) return status;
  if (header.magic != kBroadcastMagic || header.version != kBroadcastVersion || bytes != BroadcastFileBytes(header.capacity)) {
    return Status::Of(Code::kCorrupt);
  }
  if (header.capacity != capacity_) {
    conflict->capacity = header.capacity;
    return Status::Of(Code::kCapacityMismatch);
  }
  return mapping_.Map(file_.fd(), bytes);
}

Status BroadcastFile::CheckLeft() const {
  uint64_t bytes = 0;
  Status status = file_.Size(&bytes);
  if (!status.ok() || bytes == 0) return status;
  uint8_t header[kBroadcastHeaderBytes];
  status = file_.ReadAt(0, header, sizeof header);
  if (!status.ok()) return status;
  uint64_t magic = 0;
  memcpy(&magic, header, sizeof magic);
  // Zeros: whoever made it has not come to its end.
  const bool ours = magic == kBroadcastMagic || std::all_of(header, header + sizeof header, [](uint8_t byte) { return byte == 0; });
  return ours ? status : Status::Of(Code::kCorrupt);
}

Status BroadcastFile::Make() {
  const Status status = file_.Reset(BroadcastFileBytes(capacity_));
  if (!status.ok()) return status;
  // A mapping of its own: nothing else of the file is touched before its size is known to be right.
  MemoryMapping mapping;
  const Status mapped = mapping.Map(file_.fd(), sizeof(BroadcastHeader));
  if (!mapped.ok()) return mapped;
  auto* header = new (mapping.data()) BroadcastHeader{};
  header->magic = kBroadcastMagic;
  header->version = kBroadcastVersion;
  header->capacity = capacity_;
  return Status::Ok();
}

void BroadcastFile::Close() {
  if (!file_.valid()) return;
  // A forked child shares the locks of its parent and leaves everything to it.
  if (file_.InMaker()) {
    for (const uint32_t index : {read_region_, write_region_}) {
      if (index != kNone) RingReaders(region(index));
    }
    const Membership membership(&file_, kLeaveLimitMs);
    if (membership.status().ok() && file_.TryLock(kPresenceLock, LockedFile::Lock::kExclusive).ok() && file_.IsAt(path_)) {
      unlink(path_.c_str());
    }
  }
  file_.Close();
}

Status BroadcastFile::Use(uint64_t read_position, uint64_t write_position, BroadcastConflict* conflict) {
  const Membership membership(&file_, kLockLimitMs);
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
