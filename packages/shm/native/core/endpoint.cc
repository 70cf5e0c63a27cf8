// SPDX-License-Identifier: Apache-2.0
// Rings and doorbells together.
#include "core/endpoint.h"

#include <utility>

#include "platform/event_doorbell.h"
#include "platform/unix_socket.h"

namespace memlane {
namespace {

// Ring 0 carries client to server, ring 1 server to client.
int OutgoingRing(Role role) { return role == Role::kClient ? 0 : 1; }
int IncomingRing(Role role) { return 1 - OutgoingRing(role); }

}  // namespace

Endpoint::Endpoint(Role role, EndpointParts parts)
    : role_(role),
      parts_(std::move(parts)),
      producer_(parts_.segment.control(OutgoingRing(role)), parts_.segment.bytes(OutgoingRing(role)),
                parts_.segment.capacity()),
      consumer_(parts_.segment.control(IncomingRing(role)), parts_.segment.bytes(IncomingRing(role)),
                parts_.segment.capacity()) {}

Status Endpoint::Usable() const {
  if (poisoned_) return Status::Of(Code::kCorrupt);
  return maker_.InMaker() ? Status::Ok() : Status::Of(Code::kClosed);
}

Status Endpoint::Note(Status status) {
  if (status.code == Code::kCorrupt) poisoned_ = true;
  return status;
}

void Endpoint::RingPeer() {
  if (peer_gone_) return;
  counters_.doorbells_sent++;
  if (parts_.peer_bell.valid()) {
    RingEventDoorbell(parts_.peer_bell.get());
    return;
  }
  // A full socket holds rings that the peer has yet to take, which is as good as one more; any other failure is the end
  // of the peer, which the caller sees on the socket.
  const uint8_t ring = 1;
  (void)SendMessage(parts_.socket.get(), &ring, 1, nullptr, 0).ok();
}

Status Endpoint::Write(const uint8_t* from, uint32_t length, uint32_t* written) {
  *written = 0;
  const Status usable = Usable();
  if (!usable.ok() || peer_gone_) return usable;
  const RingProducer::Result result = producer_.Write(from, length);
  *written = result.written;
  counters_.bytes_written += result.written;
  if (result.written < length) waits_for_room_ = true;
  if (result.ring) RingPeer();
  return Note(result.status);
}

Status Endpoint::Read(uint8_t* into, uint32_t length, uint32_t* read) {
  *read = 0;
  const Status usable = Usable();
  if (!usable.ok()) return usable;
  const RingConsumer::Result result = consumer_.Read(into, length);
  *read = result.read;
  counters_.bytes_read += result.read;
  if (result.ring) RingPeer();
  return Note(result.status);
}

Status Endpoint::Sleep(bool* sleeps) {
  *sleeps = false;
  const Status usable = Usable();
  return usable.ok() ? Note(consumer_.Sleep(sleeps)) : usable;
}

void Endpoint::Wake() {
  if (Usable().ok()) consumer_.Wake();
}

Status Endpoint::CheckBytes(bool* has_bytes) {
  *has_bytes = false;
  const Status usable = Usable();
  return usable.ok() ? Note(consumer_.CheckBytes(has_bytes)) : usable;
}

Status Endpoint::TakeRoom(bool* has_room) {
  *has_room = false;
  const Status usable = Usable();
  if (!usable.ok() || !waits_for_room_) return usable;
  const Status status = producer_.CheckRoom(has_room);
  if (*has_room) waits_for_room_ = false;
  return Note(status);
}

Status Endpoint::CheckUnread(uint32_t* bytes) {
  *bytes = 0;
  const Status usable = Usable();
  return usable.ok() ? Note(producer_.CheckUnread(bytes)) : usable;
}

bool Endpoint::RoomGuess() {
  if (!waits_for_room_) return false;
  bool has_room = false;
  return !Usable().ok() || !Note(producer_.CheckRoom(&has_room)).ok() || has_room;
}

void Endpoint::TakeBell() {
  if (ClearEventDoorbell(parts_.own_bell.get())) counters_.doorbells_received++;
}

Status Endpoint::TakeSocket() {
  const Status usable = Usable();
  if (!usable.ok()) return usable;
  // One piece at a time: a peer that sends without end gets one turn of the caller's loop for each.
  uint8_t bytes[512];
  Received received;
  const Status status = ReceiveMessage(parts_.socket.get(), bytes, sizeof bytes, nullptr, 0, &received);
  if (status.code == Code::kAgain) return Status::Ok();
  if (!status.ok()) {
    // ECONNRESET and its like: the peer ended with bytes of ours unread.
    peer_gone_ = true;
    return Status::Ok();
  }
  if (received.too_many_fds) return Note(Status::Of(Code::kCorrupt));
  if (received.bytes == 0) {
    peer_gone_ = true;
    return Status::Ok();
  }
  if (parts_.own_bell.valid()) return Note(Status::Of(Code::kCorrupt));
  counters_.doorbells_received++;
  return Status::Ok();
}

}  // namespace memlane
