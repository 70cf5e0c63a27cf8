// SPDX-License-Identifier: Apache-2.0
// HELLO and WELCOME over the socket.
#include "core/rendezvous.h"

#include <unistd.h>

#include <algorithm>
#include <new>
#include <utility>

#include "core/ring_layout.h"
#include "platform/event_doorbell.h"
#include "platform/memory_segment.h"
#include "platform/unix_socket.h"

namespace memlane {
namespace {

// Descriptors of a WELCOME: memory, and with event doorbells the client's and the server's own.
constexpr size_t kFdsWithEventDoorbells = HandshakeReader::kMaxFds;
constexpr size_t kFdsWithSocketDoorbell = 1;

// Sleeping starts awake: neither side rings until the other has announced that it sleeps.
Status MakeEndpoint(Role role, EndpointParts parts, std::unique_ptr<Endpoint>* endpoint) {
  // Absent on old kernels and for peers in other pid namespaces; the socket's end remains.
  const Status peer = OpenPeerPidfd(parts.socket.get(), parts.peer.pid, &parts.pidfd);
  endpoint->reset(new (std::nothrow) Endpoint(role, std::move(parts)));
  if (*endpoint == nullptr) return Status::Of(Code::kResourceExhausted);
  // What it published before is still taken.
  if (peer.code == Code::kClosed) (*endpoint)->PeerEnded();
  return Status::Ok();
}

}  // namespace

bool IsAllowed(uid_t uid, const std::vector<uid_t>& allow_uids) {
  return uid == geteuid() || std::find(allow_uids.begin(), allow_uids.end(), uid) != allow_uids.end();
}

Status HandshakeReader::Receive(int socket, size_t max_fds) {
  Received received;
  const Status status = ReceiveMessage(socket, bytes_ + received_, kHandshakeBytes - received_, fds_.data() + fd_count_,
                                       max_fds - fd_count_, &received);
  if (!status.ok()) {
    return status.code == Code::kAgain ? status : Status{Code::kHandshakeFailed, status.syscall, status.error};
  }
  fd_count_ += received.fds;
  if (received.bytes == 0 || received.too_many_fds) {
    fds_ = {};
    return Status::Of(Code::kHandshakeFailed);
  }
  received_ += received.bytes;
  return received_ == kHandshakeBytes ? Status::Ok() : Status::Of(Code::kAgain);
}

// --- Server

Status ServerHandshake::CheckPeer(const std::vector<uid_t>& allow_uids) {
  const Status status = GetPeerCredentials(socket_.get(), &peer_);
  if (!status.ok()) return status;
  return IsAllowed(peer_.uid, allow_uids) ? Status::Ok() : Status::Of(Code::kPermissionDenied);
}

Status ServerHandshake::Advance(Rendezvous* out) {
  Status status = reader_.Receive(socket_.get(), 0);
  if (!status.ok()) return status;
  Hello hello;
  status = DecodeHello(reader_.bytes(), kHandshakeBytes, &hello);
  if (status.code == Code::kVersionMismatch) {
    Welcome refusal;
    refusal.result = WelcomeResult::kVersionMismatch;
    uint8_t bytes[kHandshakeBytes];
    EncodeWelcome(refusal, bytes);
    (void)SendMessage(socket_.get(), bytes, sizeof bytes, nullptr, 0).ok();
  }
  return status.ok() ? Answer(hello, out) : status;
}

Status ServerHandshake::Answer(const Hello& hello, Rendezvous* out) {
  Welcome welcome;
  EndpointParts parts;
  UniqueFd memory;
  UniqueFd client_bell;
  int fds[kFdsWithEventDoorbells];
  size_t fd_count = 0;
  // An eventfd is shared with its own user only: another one could make it block.
  const bool same_user = peer_.uid == geteuid();
  const bool with_memory =
      (hello.features & kFeatureMemory) != 0 && (same_user || (hello.features & kFeatureSocketDoorbell) != 0);
  if (!with_memory) out->fallback = Fallback::kClientWithoutMemory;
  if (with_memory) {
    const uint32_t wanted = hello.ring_bytes == 0 ? max_ring_bytes_ : std::min(hello.ring_bytes, max_ring_bytes_);
    const uint32_t capacity = RingCapacityFor(wanted);
    Status status = Segment::Create(capacity, &parts.segment, &memory);
    if (status.ok() && same_user) status = CreateEventDoorbell(&client_bell);
    if (status.ok() && same_user) status = CreateEventDoorbell(&parts.own_bell);
    if (status.ok()) {
      welcome.features = kFeatureMemory | (same_user ? 0 : kFeatureSocketDoorbell);
      welcome.ring_bytes = capacity;
      welcome.segment_bytes = SegmentBytes(capacity);
      welcome.layout_hash = LayoutHash();
      fds[fd_count++] = memory.get();
      if (same_user) {
        fds[fd_count++] = client_bell.get();
        fds[fd_count++] = parts.own_bell.get();
      }
    } else {
      out->fallback = Fallback::kServerWithoutMemory;
      out->memory_status = status;
    }
  }
  uint8_t bytes[kHandshakeBytes];
  EncodeWelcome(welcome, bytes);
  const Status status = SendMessage(socket_.get(), bytes, sizeof bytes, fds, fd_count);
  if (!status.ok()) return status.code == Code::kAgain ? Status::Of(Code::kHandshakeFailed) : status;
  out->peer = peer_;
  if (out->fallback != Fallback::kNone) {
    out->socket = std::move(socket_);
    return Status::Ok();
  }
  parts.socket = std::move(socket_);
  parts.peer_bell = std::move(client_bell);
  parts.peer = peer_;
  return MakeEndpoint(Role::kServer, std::move(parts), &out->endpoint);
}

// --- Client

Status ClientHandshake::Begin(uint32_t ring_bytes, bool with_memory, const std::vector<uid_t>& allow_uids) {
  Status status = GetPeerCredentials(socket_.get(), &peer_);
  if (!status.ok()) return status;
  if (!IsAllowed(peer_.uid, allow_uids)) return Status::Of(Code::kPermissionDenied);
  with_memory_ = with_memory;
  Hello hello;
  hello.features = with_memory ? kFeatureMemory | kFeatureSocketDoorbell : 0;
  hello.ring_bytes = ring_bytes;
  uint8_t bytes[kHandshakeBytes];
  EncodeHello(hello, bytes);
  status = SendMessage(socket_.get(), bytes, sizeof bytes, nullptr, 0);
  return status.code == Code::kAgain ? Status::Of(Code::kHandshakeFailed) : status;
}

Status ClientHandshake::Advance(Rendezvous* out) {
  Status status = reader_.Receive(socket_.get(), kFdsWithEventDoorbells);
  if (!status.ok()) return status;
  Welcome welcome;
  status = DecodeWelcome(reader_.bytes(), kHandshakeBytes, &welcome);
  if (!status.ok()) return status;
  out->peer = peer_;
  if ((welcome.features & kFeatureMemory) == 0) {
    if (reader_.fd_count() != 0) return Status::Of(Code::kHandshakeFailed);
    out->fallback = with_memory_ ? Fallback::kServerWithoutMemory : Fallback::kClientWithoutMemory;
    out->socket = std::move(socket_);
    return Status::Ok();
  }
  const bool socket_doorbell = (welcome.features & kFeatureSocketDoorbell) != 0;
  // Memory that was not asked for, too few or too many descriptors, or an eventfd shared with another user.
  if (!with_memory_ ||
      reader_.fd_count() != (socket_doorbell ? kFdsWithSocketDoorbell : kFdsWithEventDoorbells) ||
      (!socket_doorbell && peer_.uid != geteuid())) {
    return Status::Of(Code::kHandshakeFailed);
  }
  EndpointParts parts;
  status = Segment::Open(reader_.fd(0).get(), welcome.ring_bytes, &parts.segment);
  if (!status.ok()) return status;
  if (!socket_doorbell) {
    status = VerifyEventDoorbell(reader_.fd(1).get());
    if (status.ok()) status = VerifyEventDoorbell(reader_.fd(2).get());
    if (!status.ok()) return status;
    parts.own_bell = std::move(reader_.fd(1));
    parts.peer_bell = std::move(reader_.fd(2));
  }
  parts.socket = std::move(socket_);
  parts.peer = peer_;
  return MakeEndpoint(Role::kClient, std::move(parts), &out->endpoint);
}

}  // namespace memlane
