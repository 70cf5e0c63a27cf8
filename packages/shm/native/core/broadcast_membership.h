// SPDX-License-Identifier: Apache-2.0
// The file's lock, held for a scope.
#pragma once

#include "core/broadcast_file.h"

namespace memlane {

class BroadcastFile::Membership {
 public:
  // Waits for it as long as the patience of `owner` goes, then kBusy. Who is making the file has it already.
  explicit Membership(BroadcastFile* owner) : file_(&owner->file_) {
    if (owner->is_making_) return;
    status_ = Lock(file_, owner->is_held_up_ ? 0 : owner->patience_ms_);
    owner->is_held_up_ = status_.code == Code::kBusy;
  }
  // Looks once.
  explicit Membership(LockedFile* file) : file_(file), status_(Lock(file, 0)) {}
  ~Membership() {
    if (status_.ok() && !is_kept_ && file_->valid()) file_->Unlock(kMembersLock);
  }
  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;

  const Status& status() const { return status_; }
  // The lock stays when the scope ends.
  void Keep() { is_kept_ = true; }

 private:
  static Status Lock(LockedFile* file, uint32_t limit_ms) {
    return file->LockWithin(kMembersLock, LockedFile::Lock::kExclusive, limit_ms);
  }

  LockedFile* file_;
  Status status_;
  bool is_kept_ = false;
};

}  // namespace memlane
