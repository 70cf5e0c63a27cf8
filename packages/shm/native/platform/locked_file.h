// SPDX-License-Identifier: Apache-2.0
// A file of this user with locks on single bytes that the kernel releases when nothing holds this opening any more, no
// descriptor and no mapping: so at the latest when the process dies. Linux.
//
// The locks are open file description locks (F_OFD_SETLK): two openings exclude each other also within one process, and
// what another part of the process does with the same file does not release them. A locked byte need not exist.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "platform/fork_guard.h"
#include "platform/status.h"
#include "platform/unique_fd.h"

namespace memlane {

class LockedFile {
 public:
  enum class Lock { kShared, kExclusive };

  // Opens the file at `path`, or makes an empty one with mode 0600. Close-on-exec; follows no symbolic link.
  // kPermissionDenied for a file of another user or one that others may open or that has a second name; kInvalidAddress for what is no file.
  static Status Open(const std::string& path, LockedFile* file);

  bool valid() const { return fd_.valid(); }
  int fd() const { return fd_.get(); }

  // Takes the lock, or turns the one that this opening has into this kind. kAgain when another opening is in the way.
  Status TryLock(uint32_t byte, Lock kind);
  void Unlock(uint32_t byte);
  // True when another opening has a lock on the byte, of either kind. True as well when the kernel does not say.
  bool IsLockedByOther(uint32_t byte) const;
  // TryLock(), again and again for at most `limit_ms`; then kBusy.
  Status LockWithin(uint32_t byte, Lock kind, uint32_t limit_ms);

  // True while `path` still leads to this file.
  bool IsAt(const std::string& path) const;
  Status Size(uint64_t* bytes) const;
  // Cuts off what lies behind the first `bytes` bytes.
  Status Truncate(uint64_t bytes);
  // kResourceExhausted when the file system says that it has no room for so many bytes more; then nobody need try.
  Status CheckRoom(uint64_t bytes) const;
  // Makes the bytes from `begin` to `end` zeros, every page reserved: a full disk is an error here, not a SIGBUS later.
  Status Reserve(uint64_t begin, uint64_t end);
  // Copies `length` bytes at `offset`; kCorrupt when there are fewer.
  Status ReadAt(uint64_t offset, void* into, size_t length) const;

  // Releases every lock. In a forked child the locks are the parent's and stay.
  void Close();
  bool InMaker() const { return maker_.InMaker(); }

 private:
  UniqueFd fd_;
  ForkGuard maker_;
};

}  // namespace memlane
