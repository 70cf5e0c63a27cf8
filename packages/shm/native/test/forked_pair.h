// SPDX-License-Identifier: Apache-2.0
// What an endpoint is made of on both sides of a fork, without a rendezvous: for tests that must know every descriptor,
// or want the doorbell on the socket, which a rendezvous chooses only between two users.
#pragma once

#include <sys/syscall.h>

#include <optional>
#include <utility>

#include "core/endpoint.h"
#include "platform/event_doorbell.h"
#include "test/endpoints.h"

namespace memlane::test {

class ForkedPair {
 public:
  enum class Bell { kEvent, kSocket };

  // `child` is the role of the child.
  explicit ForkedPair(Role child, Bell bell = Bell::kEvent) : child_role_(child), bell_(bell) {
    CHECK(Segment::Create(kMinRingCapacity, &segment_, &memory_).ok());
    CHECK(CreateEventDoorbell(&child_bell_).ok() && CreateEventDoorbell(&parent_bell_).ok());
    std::tie(child_socket_, parent_socket_) = SocketPair();
  }

  // In the child: its endpoint.
  Endpoint& InChild() {
    parent_socket_.Reset();
    Segment segment;
    CHECK(Segment::Open(memory_.get(), kMinRingCapacity, &segment).ok());
    return Make(child_role_, std::move(segment), std::move(child_socket_), std::move(child_bell_), std::move(parent_bell_),
                UniqueFd());
  }

  // In the parent, once the child runs: its endpoint.
  Endpoint& InParent(pid_t child) {
    child_socket_.Reset();
    UniqueFd pidfd(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
    const Role role = child_role_ == Role::kClient ? Role::kServer : Role::kClient;
    // A second mapping, so that the words can be watched beside the endpoint.
    Segment segment;
    CHECK(Segment::Open(memory_.get(), kMinRingCapacity, &segment).ok());
    return Make(role, std::move(segment), std::move(parent_socket_), std::move(parent_bell_), std::move(child_bell_),
                std::move(pidfd));
  }

  // The words that the child writes into, as the parent sees them.
  const RingControl* control() const { return segment_.control(child_role_ == Role::kClient ? 0 : 1); }
  const uint8_t* bytes() const { return segment_.bytes(child_role_ == Role::kClient ? 0 : 1); }

 private:
  Endpoint& Make(Role role, Segment segment, UniqueFd socket, UniqueFd own, UniqueFd peer, UniqueFd pidfd) {
    EndpointParts parts;
    parts.segment = std::move(segment);
    parts.socket = std::move(socket);
    if (bell_ == Bell::kEvent) {
      parts.own_bell = std::move(own);
      parts.peer_bell = std::move(peer);
    }
    parts.pidfd = std::move(pidfd);
    endpoint_.emplace(role, std::move(parts));
    return *endpoint_;
  }

  Role child_role_;
  Bell bell_;
  Segment segment_;
  UniqueFd memory_;
  UniqueFd child_bell_;
  UniqueFd parent_bell_;
  UniqueFd child_socket_;
  UniqueFd parent_socket_;
  std::optional<Endpoint> endpoint_;
};

}  // namespace memlane::test
