// SPDX-License-Identifier: Apache-2.0
// Opening, making and removing the file.
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "core/broadcast_file.h"
#include "core/broadcast_membership.h"

namespace memlane {

Status BroadcastFile::Open(const std::string& path, uint64_t capacity, BroadcastConflict* conflict) {
  if (is_open()) return Status::Ok();
  if (capacity < kMinRegionBytes || capacity > kMaxBroadcastCapacity) return Status::Of(Code::kUnsupported);
  path_ = path;
  capacity_ = capacity;
  for (int opening = 0; opening < kMaxOpenings; opening++) {
    Status status = is_making_ ? Status::Ok() : LockedFile::Open(path, &file_);
    if (!status.ok()) return status;
    status = Enter(conflict);
    if (status.ok() || is_making_) return status;
    const bool is_made = status.code == Code::kBusy && file_.IsLockedByOther(kMakingLock);
    file_.Close();
    // kNotFound: the last one out has removed the file between our opening and our lock.
    if (status.code != Code::kNotFound) return is_made ? Status::Of(Code::kBeingMade) : status;
  }
  return Status::Of(Code::kBusy);
}

Status BroadcastFile::Enter(BroadcastConflict* conflict) {
  Membership membership(this);
  if (!membership.status().ok()) return membership.status();
  const Status status = is_making_ ? GoOnMaking() : Look();
  if (is_making_) membership.Keep();
  return status.ok() ? Attend(conflict) : status;
}

Status BroadcastFile::Look() {
  if (!file_.IsAt(path_)) return Status::Of(Code::kNotFound);
  Status status = file_.TryLock(kPresenceLock, LockedFile::Lock::kExclusive);
  if (status.code == Code::kAgain) return Status::Ok();
  if (status.ok()) status = CheckLeft();
  return status.ok() ? BeginMaking() : status;
}

Status BroadcastFile::Attend(BroadcastConflict* conflict) {
  Status status = file_.TryLock(kPresenceLock, LockedFile::Lock::kShared);
  // Nobody has it exclusively but under the file's lock, which is ours.
  if (!status.ok()) return status.code == Code::kAgain ? Status::Of(Code::kCorrupt) : status;
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

Status BroadcastFile::BeginMaking() {
  Status status = file_.TryLock(kMakingLock, LockedFile::Lock::kExclusive);
  if (!status.ok()) return status.code == Code::kAgain ? Status::Of(Code::kCorrupt) : status;
  is_making_ = true;
  made_bytes_ = 0;
  status = file_.Truncate(0);
  // What takes several steps is refused before the first, if it can be.
  const uint64_t bytes = BroadcastFileBytes(capacity_);
  if (status.ok() && bytes > kBytesPerStep) status = file_.CheckRoom(bytes);
  if (status.ok()) return GoOnMaking();
  EndMaking(false);
  return status;
}

Status BroadcastFile::GoOnMaking() {
  const uint64_t bytes = BroadcastFileBytes(capacity_);
  const uint64_t end = made_bytes_ + std::min(bytes - made_bytes_, kBytesPerStep);
  Status status = file_.Reserve(made_bytes_, end);
  if (status.ok() && end < bytes) {
    made_bytes_ = end;
    return Status::Of(Code::kAgain);
  }
  if (status.ok()) status = WriteHeader();
  EndMaking(status.ok());
  return status;
}

void BroadcastFile::EndMaking(bool is_made) {
  is_making_ = false;
  file_.Unlock(kMakingLock);
  if (!is_made && file_.IsAt(path_)) unlink(path_.c_str());
}

Status BroadcastFile::WriteHeader() {
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

Status BroadcastFile::Close() {
  if (!file_.valid()) return Status::Ok();
  Status status;
  // A forked child shares the locks of its parent and leaves everything to it.
  if (file_.InMaker()) {
    status = Depart();
    if (status.ok() && is_alone_) status = FreeSome();
  }
  if (status.code != Code::kBusy && status.code != Code::kAgain) file_.Close();
  return status;
}

Status BroadcastFile::Depart() {
  if (is_alone_ || !(is_open() || is_making_)) return Status::Ok();
  if (is_making_) {
    EndMaking(false);
    file_.Unlock(kMembersLock);
    is_alone_ = true;
    return Status::Ok();
  }
  for (const uint32_t index : {read_region_, write_region_}) {
    if (index != kNone) RingReaders(region(index));
  }
  const Membership membership(this);
  if (!membership.status().ok()) {
    GiveRolesBack();
    return membership.status();
  }
  is_alone_ = file_.TryLock(kPresenceLock, LockedFile::Lock::kExclusive).ok();
  if (is_alone_ && file_.IsAt(path_)) unlink(path_.c_str());
  return Status::Ok();
}

void BroadcastFile::GiveRolesBack() {
  if (write_region_ != kNone) {
    file_.Unlock(WriterLock(write_region_));
    file_.Unlock(UseLock(write_region_));
  }
  if (read_region_ != kNone) file_.Unlock(UseLock(read_region_));
}

Status BroadcastFile::FreeSome() {
  uint64_t bytes = 0;
  if (!file_.Size(&bytes).ok() || bytes <= kBytesPerStep) return Status::Ok();
  return file_.Truncate(bytes - kBytesPerStep).ok() ? Status::Of(Code::kAgain) : Status::Ok();
}

}  // namespace memlane
