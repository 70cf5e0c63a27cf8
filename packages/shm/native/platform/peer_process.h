// SPDX-License-Identifier: Apache-2.0
// Who is at the other end of a Unix socket, and whether it still lives. Linux.
#pragma once

#include <sys/types.h>

#include "platform/status.h"
#include "platform/unique_fd.h"

namespace memlane {

struct PeerCredentials {
  pid_t pid = 0;
  uid_t uid = 0;
  gid_t gid = 0;
};

// As the kernel noted them when the socket was connected.
Status GetPeerCredentials(int socket, PeerCredentials* credentials);

// A descriptor that becomes readable when the peer's process ends, also while it is a zombie or a child of it holds the
// socket. kUnsupported where the kernel has none or the peer is out of sight (another pid namespace); kClosed when the
// process has ended already and nothing is left of it.
Status OpenPeerPidfd(int socket, pid_t pid, UniqueFd* fd);

}  // namespace memlane
