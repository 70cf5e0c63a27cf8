// SPDX-License-Identifier: Apache-2.0
// How two processes become two endpoints: HELLO, WELCOME and the descriptors, over a connected socket. Knows no event
// loop: the caller says when the socket is readable and how long it may take.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/endpoint.h"
#include "core/handshake.h"
#include "platform/peer_process.h"
#include "platform/status.h"
#include "platform/unique_fd.h"

namespace memlane {

// Why a connection carries its bytes over the socket.
enum class Fallback : int {
  kNone = 0,             // it does not: it has an endpoint
  kClientWithoutMemory = 1,  // the client did not offer shared memory
  kServerWithoutMemory = 2,  // the server could not make it
};

// What a finished handshake leaves: an endpoint, or the bare socket and the reason.
struct Rendezvous {
  std::unique_ptr<Endpoint> endpoint;
  UniqueFd socket;
  PeerCredentials peer;
  Fallback fallback = Fallback::kNone;
  // Why the server could not make memory; ok elsewhere.
  Status memory_status;
};

// True when a process of `uid` may be at the other end.
bool IsAllowed(uid_t uid, const std::vector<uid_t>& allow_uids);

// Collects the 64 bytes of one handshake message with its descriptors, however they arrive.
class HandshakeReader {
 public:
  static constexpr size_t kMaxFds = 3;

  // kAgain until all bytes are here. kHandshakeFailed at the end of the stream or when more than `max_fds` came, at most
  // kMaxFds; those that came are closed then.
  Status Receive(int socket, size_t max_fds);

  const uint8_t* bytes() const { return bytes_; }
  UniqueFd& fd(size_t index) { return fds_[index]; }
  size_t fd_count() const { return fd_count_; }

 private:
  uint8_t bytes_[kHandshakeBytes];
  size_t received_ = 0;
  std::array<UniqueFd, kMaxFds> fds_;
  size_t fd_count_ = 0;
};

// The server's part, for one accepted socket.
class ServerHandshake {
 public:
  // `max_ring_bytes` bounds the wish of the client.
  ServerHandshake(UniqueFd socket, uint32_t max_ring_bytes) : socket_(std::move(socket)), max_ring_bytes_(max_ring_bytes) {}

  // Checks who connected, before any descriptor moves. kPermissionDenied for a user that may not.
  Status CheckPeer(const std::vector<uid_t>& allow_uids);

  // The socket is readable. kAgain: not yet. Ok: `out` is filled and this object is spent.
  Status Advance(Rendezvous* out);

  int socket_fd() const { return socket_.get(); }

 private:
  Status Answer(const Hello& hello, Rendezvous* out);

  UniqueFd socket_;
  uint32_t max_ring_bytes_;
  PeerCredentials peer_;
  HandshakeReader reader_;
};

// The client's part, for one connected socket.
class ClientHandshake {
 public:
  explicit ClientHandshake(UniqueFd socket) : socket_(std::move(socket)) {}

  // Checks who listens, then sends HELLO. kPermissionDenied for a user that may not.
  Status Begin(uint32_t ring_bytes, bool with_memory, const std::vector<uid_t>& allow_uids);

  // The socket is readable. kAgain: not yet. Ok: `out` is filled and this object is spent.
  Status Advance(Rendezvous* out);

  int socket_fd() const { return socket_.get(); }

 private:
  UniqueFd socket_;
  bool with_memory_ = false;
  PeerCredentials peer_;
  HandshakeReader reader_;
};

}  // namespace memlane
