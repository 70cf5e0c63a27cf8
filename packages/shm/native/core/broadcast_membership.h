// SPDX-License-Identifier: Apache-2.0
// The file's lock, held for a scope.
#pragma once

#include "core/broadcast_file.h"

namespace memlane {

class BroadcastFile::Membership {
 public:
  // A process holds the lock for microseconds; one that was stopped while it did is waited for so long, then kBusy.
  Membership(LockedFile* file, uint32_t limit_ms)
      : file_(file), status_(file->LockWithin(kMembersLock, LockedFile::Lock::kExclusive, limit_ms)) {}
  ~Membership() {
    if (status_.ok() && file_->valid()) file_->Unlock(kMembersLock);
  }
  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;

  const Status& status() const { return status_; }

 private:
  LockedFile* file_;
  Status status_;
};

}  // namespace memlane
