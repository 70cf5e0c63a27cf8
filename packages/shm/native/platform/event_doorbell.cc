// SPDX-License-Identifier: Apache-2.0
// eventfd(2).
#include "platform/event_doorbell.h"

#include <fcntl.h>
#include <sys/eventfd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>

namespace memlane {

Status CreateEventDoorbell(UniqueFd* fd) {
  fd->Reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  return fd->valid() ? Status::Ok() : Status::FromErrno("eventfd");
}

Status VerifyEventDoorbell(int fd) {
  const int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || (flags & O_NONBLOCK) == 0) return Status::Of(Code::kHandshakeFailed);
  char link[32];
  char target[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, target, sizeof target);
  constexpr char kEventFd[] = "anon_inode:[eventfd]";
  if (length != sizeof kEventFd - 1 || memcmp(target, kEventFd, sizeof kEventFd - 1) != 0) {
    return Status::Of(Code::kHandshakeFailed);
  }
  return Status::Ok();
}

void RingEventDoorbell(int fd) {
  const uint64_t one = 1;
  ssize_t result;
  do {
    result = write(fd, &one, sizeof one);
  } while (result < 0 && errno == EINTR);
}

bool ClearEventDoorbell(int fd) {
  uint64_t count;
  return read(fd, &count, sizeof count) == sizeof count;
}

}  // namespace memlane
