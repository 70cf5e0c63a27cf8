// SPDX-License-Identifier: Apache-2.0
// The doorbell between processes of one user: an eventfd. Carries no data; several rings may arrive as one. Linux.
#pragma once

#include "platform/status.h"
#include "platform/unique_fd.h"

namespace memlane {

Status CreateEventDoorbell(UniqueFd* fd);

// Checks a descriptor that a peer offers: an eventfd that does not block. Anything else is kHandshakeFailed: writing to
// a pipe or a file of the peer's choice could block this thread.
Status VerifyEventDoorbell(int fd);

// One system call. A full counter means that the peer has rings to come; that is as good as one more.
void RingEventDoorbell(int fd);

// Takes all rings so far; false when there was none.
bool ClearEventDoorbell(int fd);

}  // namespace memlane
