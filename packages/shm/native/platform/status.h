// SPDX-License-Identifier: Apache-2.0
// The outcome of everything below the binding: a kind, and the system call behind it when the kernel said no.
#pragma once

#include <cerrno>

namespace memlane {

enum class Code : int {
  kOk = 0,
  kNotFound = 1,           // nobody listens there
  kAddressInUse = 2,       // a live listener holds the path
  kPermissionDenied = 3,   // the peer is of a user that may not connect
  kHandshakeFailed = 4,    // the peer does not speak this protocol, or offered unfit memory
  kVersionMismatch = 5,    // no version in common
  kTimeout = 6,            // the handshake took too long
  kResourceExhausted = 7,  // no memory, no descriptors
  kCorrupt = 8,            // the peer broke the memory protocol
  kClosed = 9,             // the connection is over
  kUnsupported = 10,       // the platform cannot do it
  kSystem = 11,            // a system call failed: see `syscall` and `error`
  kAgain = 12,             // not an error: nothing to be had now
  kInvalidAddress = 13,    // the path cannot be a socket's, or a mapped file's
  kBusy = 14,              // another process holds a lock
  kCapacityMismatch = 15,  // the mapped file has another capacity
  kOverlap = 16,           // a position lies within a region that others use
  kTooManyRegions = 17,    // no entry left for a position
  kTooManyReaders = 18,    // no slot left for a reader
  kWriterExists = 19,      // another one writes into the region
  kBeingMade = 20,         // another process is making the mapped file
};

// A value, cheap to copy. `syscall` is a string literal or null, `error` a positive errno or 0.
struct [[nodiscard]] Status {
  Code code = Code::kOk;
  const char* syscall = nullptr;
  int error = 0;

  bool ok() const { return code == Code::kOk; }

  static Status Ok() { return {}; }
  static Status Of(Code code) { return {code, nullptr, 0}; }

  // The errno of a call that has just failed, with the kind that fits it.
  static Status FromErrno(const char* syscall) {
    const int error = errno;
    Code code = Code::kSystem;
    if (error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOSPC || error == ENOBUFS) {
      code = Code::kResourceExhausted;
    } else if (error == EAGAIN || error == EWOULDBLOCK) {
      code = Code::kAgain;
    } else if (error == EACCES || error == EPERM) {
      code = Code::kPermissionDenied;
    }
    return {code, syscall, error};
  }
};

}  // namespace memlane
