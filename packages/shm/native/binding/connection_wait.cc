// SPDX-License-Identifier: Apache-2.0
// Blocking the thread of a connection until something happens to it. For synchronous calls.
#include <unistd.h>

#include <algorithm>

#include "binding/connection_core.h"
#include "binding/spin.h"
#include "platform/cpu.h"
#include "platform/wait.h"

namespace memlane {

ConnectionCore::Waited ConnectionCore::Wait(double timeout_ms) {
  if (closing()) return Waited::kEnded;
  const Waited outcome = WaitOnce(timeout_ms);
  if (closing()) return Waited::kEnded;
  // The loop may believe that it sleeps, and what woke this thread will not wake it again: have it look once more.
  if (started_) Again();
  return outcome;
}

ConnectionCore::Waited ConnectionCore::WaitOnce(double timeout_ms) {
  bool room = false;
  bool bytes = false;
  Status status = endpoint_->TakeRoom(&room);
  if (status.ok()) status = endpoint_->CheckBytes(&bytes);
  if (!status.ok()) {
    Fault(status);
    return Waited::kEnded;
  }
  if (room) room_untold_ = true;
  if (endpoint_->peer_gone()) {
    // What it published is still read, but not what somebody who only closed the socket goes on writing.
    const bool more = endpoint_->counters().bytes_read - read_when_gone_ <= endpoint_->ring_bytes();
    return bytes && more ? Waited::kHappened : Waited::kEnded;
  }
  if (bytes || room || SpinBlocked(timeout_ms)) return Waited::kHappened;
  // ASLEEP covers the bytes. Room needs no second look: the wish was published by the write that fell short (FULL), so
  // the bell has rung for whatever was read since, and only this thread takes the bell.
  bool sleeps = false;
  status = endpoint_->Sleep(&sleeps);
  if (!status.ok()) {
    Fault(status);
    return Waited::kEnded;
  }
  if (!sleeps) return Waited::kHappened;
  const int fds[] = {endpoint_->bell_fd(), endpoint_->socket_fd(), endpoint_->pidfd()};
  const bool happened = WaitReadable(fds, 3, timeout_ms);
  endpoint_->Wake();
  if (wait_policy_.enabled()) wait_policy_.Woken(NowNs());
  if (!happened) return Waited::kTimeout;
  if (endpoint_->bell_fd() >= 0) endpoint_->TakeBell();
  status = endpoint_->TakeSocket();
  if (!status.ok()) {
    Fault(status);
    return Waited::kEnded;
  }
  const int pidfd = endpoint_->pidfd();
  if (endpoint_->peer_gone() || (pidfd >= 0 && WaitReadable(&pidfd, 1, 0))) PeerGone();
  return Waited::kHappened;
}

bool ConnectionCore::SpinBlocked(double timeout_ms) {
  if (!wait_policy_.enabled()) return false;
  const uint64_t begin_ns = NowNs();
  wait_policy_.BeginIdle(begin_ns, BytesMoved());
  if (!wait_policy_.ShouldSpin()) return false;
  // The loop may have announced that it sleeps; while this thread looks, the peer need not ring.
  endpoint_->Wake();
  const double end_ns =
      std::min(static_cast<double>(wait_policy_.spin_end_ns()), static_cast<double>(begin_ns) + timeout_ms * 1e6);
  for (;;) {
    for (int i = 0; i < kChecksPerClock; i++) {
      if (HasWork()) {
        wait_policy_.Succeeded();
        return true;
      }
      CpuRelax();
    }
    if (static_cast<double>(NowNs()) >= end_ns) break;
  }
  wait_policy_.Failed();
  return false;
}

bool ConnectionCore::IsOwnPeer() const {
  return endpoint_ != nullptr && endpoint_->role() == Role::kClient && endpoint_->peer().pid == getpid() &&
         environment()->Serves(endpoint_->segment_identity());
}

void ConnectionCore::ForgetServed() {
  if (endpoint_ != nullptr && endpoint_->role() == Role::kServer) {
    environment()->RemoveServed(endpoint_->segment_identity());
  }
}

}  // namespace memlane
