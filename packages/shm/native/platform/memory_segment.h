// SPDX-License-Identifier: Apache-2.0
// Sealed anonymous shared memory (memfd), made by one side, checked and mapped by the other. Linux.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "platform/fork_guard.h"
#include "platform/status.h"
#include "platform/unique_fd.h"

namespace memlane {

// Makes a memfd of `bytes` bytes: close-on-exec, all pages reserved (a full memory is an error here, not a SIGBUS later),
// sealed against shrinking, growing and unsealing.
Status CreateSealedMemory(size_t bytes, UniqueFd* fd);

// Checks a descriptor that a peer offers: a regular memfd of exactly `bytes` bytes on ordinary pages, writable, with the
// seals of CreateSealedMemory. Anything else is kHandshakeFailed.
Status VerifySealedMemory(int fd, size_t bytes);

// What tells one memory from every other that exists now on this machine: the same for each descriptor of it. 0 when the
// kernel does not say.
uint64_t MemoryIdentity(int fd);

// Owns one shared, writable mapping that a forked child does not inherit; there it does nothing.
class MemoryMapping {
 public:
  MemoryMapping() = default;
  MemoryMapping(MemoryMapping&& other) noexcept
      : address_(std::exchange(other.address_, nullptr)), bytes_(std::exchange(other.bytes_, 0)), maker_(other.maker_) {}
  MemoryMapping& operator=(MemoryMapping&& other) noexcept;
  MemoryMapping(const MemoryMapping&) = delete;
  MemoryMapping& operator=(const MemoryMapping&) = delete;
  ~MemoryMapping() { Reset(); }

  Status Map(int fd, size_t bytes);
  void Reset();

  uint8_t* data() const { return address_; }
  size_t size() const { return bytes_; }

 private:
  uint8_t* address_ = nullptr;
  size_t bytes_ = 0;
  ForkGuard maker_;
};

}  // namespace memlane
