// SPDX-License-Identifier: Apache-2.0
// memfd_create(2), fcntl(2) seals and mmap(2).
#include "platform/memory_segment.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>

namespace memlane {
namespace {

// Reserved by one call. A signal makes older kernels give up the whole call, so that under a profiler's signals one large
// call would never come to its end.
constexpr size_t kReserveBytes = 1024 * 1024;

constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

// Gives a new memfd `bytes` bytes, all of them reserved.
bool Reserve(int fd, size_t bytes) {
  for (size_t done = 0; done < bytes;) {
    const size_t count = std::min(bytes - done, kReserveBytes);
    if (fallocate(fd, 0, static_cast<off_t>(done), static_cast<off_t>(count)) == 0) {
      done += count;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace

Status CreateSealedMemory(size_t bytes, UniqueFd* fd) {
  UniqueFd memory(memfd_create("memlane", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory.valid()) return Status::FromErrno("memfd_create");
  if (!Reserve(memory.get(), bytes)) return Status::FromErrno("fallocate");
  if (fcntl(memory.get(), F_ADD_SEALS, kSeals) != 0) return Status::FromErrno("fcntl(F_ADD_SEALS)");
  *fd = std::move(memory);
  return Status::Ok();
}

Status VerifySealedMemory(int fd, size_t bytes) {
  struct stat info;
  if (fstat(fd, &info) != 0) return Status::FromErrno("fstat");
  if (!S_ISREG(info.st_mode) || info.st_size < 0 || static_cast<size_t>(info.st_size) != bytes) {
    return Status::Of(Code::kHandshakeFailed);
  }
  // Only memfd and tmpfs files have seals; tmpfs files cannot be sealed, and other file systems say EINVAL.
  const int seals = fcntl(fd, F_GET_SEALS);
  if (seals < 0 || (seals & kSeals) != kSeals || (seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) != 0) {
    return Status::Of(Code::kHandshakeFailed);
  }
  struct statfs system;
  if (fstatfs(fd, &system) != 0) return Status::FromErrno("fstatfs");
  if (system.f_type != TMPFS_MAGIC) return Status::Of(Code::kHandshakeFailed);  // huge pages are HUGETLBFS_MAGIC
  const int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) != O_RDWR) return Status::Of(Code::kHandshakeFailed);
  return Status::Ok();
}

uint64_t MemoryIdentity(int fd) {
  // Every memfd is a file of one file system inside the kernel, so the number of the file is enough.
  struct stat info;
  return fstat(fd, &info) == 0 ? info.st_ino : 0;
}

MemoryMapping& MemoryMapping::operator=(MemoryMapping&& other) noexcept {
  if (this != &other) {
    Reset();
    address_ = std::exchange(other.address_, nullptr);
    bytes_ = std::exchange(other.bytes_, 0);
    maker_ = other.maker_;
  }
  return *this;
}

Status MemoryMapping::Map(int fd, size_t bytes) {
  Reset();
  void* address = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (address == MAP_FAILED) return Status::FromErrno("mmap");
  address_ = static_cast<uint8_t*>(address);
  bytes_ = bytes;
  maker_ = ForkGuard();
  if (madvise(address, bytes, MADV_DONTFORK) != 0) {
    const Status status = Status::FromErrno("madvise");
    Reset();
    return status;
  }
  return Status::Ok();
}

void MemoryMapping::Reset() {
  // In a forked child the addresses may be another's by now.
  if (address_ != nullptr && maker_.InMaker()) munmap(address_, bytes_);
  address_ = nullptr;
  bytes_ = 0;
}

}  // namespace memlane
