// SPDX-License-Identifier: Apache-2.0
// SO_PEERCRED and SO_PEERPIDFD of unix(7), pidfd_open(2).
#include "platform/peer_process.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77  // Linux 6.5, asm-generic/socket.h
#endif

namespace memlane {

Status GetPeerCredentials(int socket, PeerCredentials* credentials) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) {
    return Status::FromErrno("getsockopt(SO_PEERCRED)");
  }
  *credentials = {peer.pid, peer.uid, peer.gid};
  return Status::Ok();
}

Status OpenPeerPidfd(int socket, pid_t pid, UniqueFd* fd) {
  int pidfd = -1;
  socklen_t length = sizeof pidfd;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, &pidfd, &length) != 0 || pidfd < 0) {
    // Older kernels: by number. The peer may be gone and its number another's by now; the socket's end tells then.
    pidfd = pid > 0 ? static_cast<int>(syscall(SYS_pidfd_open, pid, 0)) : -1;
    // Ended, and waited for by its parent. The socket may be held open by a child of it, so its end may never come.
    if (pidfd < 0 && pid > 0 && errno == ESRCH) return Status::Of(Code::kClosed);
  }
  if (pidfd < 0) return Status::Of(Code::kUnsupported);
  fd->Reset(pidfd);
  // SO_PEERPIDFD and pidfd_open both set close-on-exec; asked for again because a leak would hide a death.
  fcntl(pidfd, F_SETFD, FD_CLOEXEC);
  return Status::Ok();
}

}  // namespace memlane
