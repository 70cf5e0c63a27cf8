// SPDX-License-Identifier: Apache-2.0
// open(2), fcntl(2) with F_OFD_SETLK, posix_fallocate(3), fstatvfs(3).
#include "platform/locked_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include <algorithm>

#include "platform/cpu.h"

namespace memlane {
namespace {

// Reserved by one call: on kernels where a signal ends the call, a large one would never come to its end.
constexpr uint64_t kReserveBytes = 1024 * 1024;
constexpr long kRetryNs = 50'000;

struct flock ByteRange(uint32_t byte, short type) {
  struct flock range = {};
  range.l_type = type;
  range.l_whence = SEEK_SET;
  range.l_start = static_cast<off_t>(byte);
  range.l_len = 1;
  return range;
}

}  // namespace

Status LockedFile::Open(const std::string& path, LockedFile* file) {
  UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
  if (!fd.valid()) {
    const Status status = Status::FromErrno("open");
    // A symbolic link, a directory, a socket.
    if (status.error == ELOOP || status.error == EISDIR || status.error == ENXIO) return {Code::kInvalidAddress, "open", status.error};
    return status;
  }
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return Status::FromErrno("fstat");
  if (!S_ISREG(info.st_mode)) return Status::Of(Code::kInvalidAddress);
  // With another name the bytes are another file's as well.
  const bool own = info.st_uid == geteuid() && (info.st_mode & 0077) == 0 && info.st_nlink <= 1;
  if (!own) return Status::Of(Code::kPermissionDenied);
  file->fd_ = std::move(fd);
  file->maker_ = ForkGuard();
  return Status::Ok();
}

Status LockedFile::TryLock(uint32_t byte, Lock kind) {
  struct flock range = ByteRange(byte, kind == Lock::kShared ? F_RDLCK : F_WRLCK);
  if (fcntl(fd_.get(), F_OFD_SETLK, &range) == 0) return Status::Ok();
  // POSIX leaves it open which of the two a conflict is.
  if (errno == EACCES) errno = EAGAIN;
  return Status::FromErrno("fcntl(F_OFD_SETLK)");
}

void LockedFile::Unlock(uint32_t byte) {
  struct flock range = ByteRange(byte, F_UNLCK);
  (void)fcntl(fd_.get(), F_OFD_SETLK, &range);
}

void LockedFile::Close() {
  if (fd_.valid() && maker_.InMaker()) {
    // Said expressly, because a mapping keeps the opening alive, and the locks with it.
    struct flock all = {};
    all.l_type = F_UNLCK;
    all.l_whence = SEEK_SET;
    (void)fcntl(fd_.get(), F_OFD_SETLK, &all);
  }
  fd_.Reset();
}

bool LockedFile::IsLockedByOther(uint32_t byte) const {
  struct flock range = ByteRange(byte, F_WRLCK);
  return fcntl(fd_.get(), F_OFD_GETLK, &range) != 0 || range.l_type != F_UNLCK;
}

Status LockedFile::LockWithin(uint32_t byte, Lock kind, uint32_t limit_ms) {
  const uint64_t end_ns = NowNs() + limit_ms * 1'000'000ull;
  for (;;) {
    const Status status = TryLock(byte, kind);
    if (status.code != Code::kAgain) return status;
    if (NowNs() >= end_ns) return Status::Of(Code::kBusy);
    const timespec pause = {0, kRetryNs};
    nanosleep(&pause, nullptr);
  }
}

bool LockedFile::IsAt(const std::string& path) const {
  struct stat ours;
  struct stat there;
  return fstat(fd_.get(), &ours) == 0 && lstat(path.c_str(), &there) == 0 && ours.st_dev == there.st_dev &&
         ours.st_ino == there.st_ino;
}

Status LockedFile::Size(uint64_t* bytes) const {
  struct stat info;
  if (fstat(fd_.get(), &info) != 0) return Status::FromErrno("fstat");
  *bytes = static_cast<uint64_t>(info.st_size);
  return Status::Ok();
}

Status LockedFile::Truncate(uint64_t bytes) {
  return ftruncate(fd_.get(), static_cast<off_t>(bytes)) == 0 ? Status::Ok() : Status::FromErrno("ftruncate");
}

Status LockedFile::CheckRoom(uint64_t bytes) const {
  struct statvfs info;
  // Without blocks it is a file system that does not count them.
  if (fstatvfs(fd_.get(), &info) != 0 || info.f_blocks == 0 || info.f_frsize == 0) return Status::Ok();
  const bool has_room = info.f_bfree >= bytes / info.f_frsize;
  return has_room ? Status::Ok() : Status{Code::kResourceExhausted, "fstatvfs", ENOSPC};
}

Status LockedFile::Reserve(uint64_t begin, uint64_t end) {
  while (begin < end) {
    const uint64_t count = std::min(end - begin, kReserveBytes);
    errno = posix_fallocate(fd_.get(), static_cast<off_t>(begin), static_cast<off_t>(count));
    if (errno == 0) {
      begin += count;
    } else if (errno != EINTR) {
      return Status::FromErrno("posix_fallocate");
    }
  }
  return Status::Ok();
}

Status LockedFile::ReadAt(uint64_t offset, void* into, size_t length) const {
  size_t done = 0;
  while (done < length) {
    const ssize_t count =
        pread(fd_.get(), static_cast<uint8_t*>(into) + done, length - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Status::FromErrno("pread");
    if (count == 0) return Status::Of(Code::kCorrupt);
    done += static_cast<size_t>(count);
  }
  return Status::Ok();
}

}  // namespace memlane
