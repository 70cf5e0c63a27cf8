// SPDX-License-Identifier: Apache-2.0
// One side of an open connection: two rings, their doorbells and the proofs that the peer lives. Knows no event loop: the
// caller waits on the descriptors and says when they are readable. Belongs to one thread at a time.
#pragma once

#include <cstdint>

#include "core/byte_ring.h"
#include "core/segment.h"
#include "platform/fork_guard.h"
#include "platform/peer_process.h"
#include "platform/status.h"
#include "platform/unique_fd.h"

namespace memlane {

enum class Role { kClient, kServer };

// What an endpoint is made of. With the event doorbell `own_bell` and `peer_bell` are eventfds; without them the doorbell
// is a byte on the socket, which a peer of another user cannot turn into a blocking write.
struct EndpointParts {
  Segment segment;
  UniqueFd socket;
  UniqueFd own_bell;
  UniqueFd peer_bell;
  // Invalid where the kernel has none; the socket's end is the only proof then.
  UniqueFd pidfd;
  PeerCredentials peer;
};

// What went through; every field only grows.
struct EndpointCounters {
  uint64_t bytes_written = 0;
  uint64_t bytes_read = 0;
  uint64_t doorbells_sent = 0;
  uint64_t doorbells_received = 0;
};

// After a violation every call that returns a Status says kCorrupt, for good, and touches the memory no more. In a child
// forked from the process that made the endpoint they say kClosed: the child has no mapping.
class Endpoint {
 public:
  Endpoint(Role role, EndpointParts parts);
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  // Takes as much of `from` as there is room for and wakes the peer when it sleeps. 0 bytes once the peer is gone. When
  // not everything was taken, TakeRoom() becomes true later.
  Status Write(const uint8_t* from, uint32_t length, uint32_t* written);

  // Takes at most `length` bytes out and wakes a peer that waited for that room. Works after the peer is gone.
  Status Read(uint8_t* into, uint32_t length, uint32_t* read);

  // Before the caller blocks: announces it and looks once more. False in `*sleeps`: bytes are here, do not block.
  Status Sleep(bool* sleeps);

  // After the caller blocked.
  void Wake();

  // True when bytes wait.
  Status CheckBytes(bool* has_bytes);

  // True when a short Write() waited for room that has come. Resets the wait.
  Status TakeRoom(bool* has_room);

  // Bytes written that the peer has yet to read.
  Status CheckUnread(uint32_t* bytes);

  // True when a short Write() waited for room and some may have come; TakeRoom() tells.
  bool RoomGuess();

  // The own bell is readable: takes the rings.
  void TakeBell();

  // The socket is readable: takes doorbell bytes, or sees the end. kCorrupt when anything else came, above all
  // descriptors, which are closed.
  Status TakeSocket();

  // The peer's process has ended.
  void PeerEnded() { peer_gone_ = true; }
  bool peer_gone() const { return peer_gone_; }

  // -1 where the doorbell is a byte on the socket.
  int bell_fd() const { return parts_.own_bell.get(); }
  int socket_fd() const { return parts_.socket.get(); }
  // -1 where there is none.
  int pidfd() const { return parts_.pidfd.get(); }
  const PeerCredentials& peer() const { return parts_.peer; }
  Role role() const { return role_; }
  // Segment::identity().
  uint64_t segment_identity() const { return parts_.segment.identity(); }
  // Capacity of each ring.
  uint32_t ring_bytes() const { return parts_.segment.capacity(); }

  const EndpointCounters& counters() const { return counters_; }

 private:
  // Whether the memory may be touched.
  Status Usable() const;
  // Remembers a violation. @returns `status`
  Status Note(Status status);
  void RingPeer();

  Role role_;
  EndpointParts parts_;
  RingProducer producer_;
  RingConsumer consumer_;
  bool waits_for_room_ = false;
  bool peer_gone_ = false;
  bool poisoned_ = false;
  ForkGuard maker_;
  EndpointCounters counters_;
};

}  // namespace memlane
