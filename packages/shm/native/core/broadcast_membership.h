// SPDX-License-Identifier: Apache-2.0
// The file's lock, held for a scope.
#pragma once

#include "core/broadcast_file.h"

namespace memlane {

class BroadcastFile::Membership {
 public:
  // Waits for it as long as the patience of `owner` goes, then kBusy.
  explicit Membership(BroadcastFile* owner) : Membership(&owner->file_, owner->is_held_up_ ? 0 : owner->patience_ms_) {
    owner->is_held_up_ = status_.code == Code::kBusy;
  }
  // Looks once.
  explicit Membership(LockedFile* file) : Membership(file, 0) {}
  ~Membership() {
    if (status_.ok() && file_->valid()) file_->Unlock(kMembersLock);
  }
  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;

  const Status& status() const { return status_; }

 private:
  Membership(LockedFile* file, uint32_t limit_ms)
      : file_(file), status_(file->LockWithin(kMembersLock, LockedFile::Lock::kExclusive, limit_ms)) {}

  LockedFile* file_;
  Status status_;
};

}  // namespace memlane
