// SPDX-License-Identifier: Apache-2.0
// A single-producer single-consumer ring of bytes in memory shared with a process that is not trusted.
//
// tail: written by the producer only.  head: written by the consumer only.  Both only grow; index = position & (capacity - 1).
// Pairs:
//   PUBLISHED  tail release -> tail acquire : the bytes before it are complete
//   REUSABLE   head release -> head acquire : the consumer has finished with the bytes before it
//   ASLEEP     consumer_sleeps store, fence  <-> tail store, fence : the consumer sees the bytes, or the producer the flag
//   FULL       producer_wants store, fence   <-> head store, fence : the producer sees the room, or the consumer the wish
//
// Each end keeps its own position, the capacity and the last position of the other end in private memory. What the other
// end writes is loaded once into a local and checked: a position that goes back or passes the capacity is kCorrupt, after
// which the ring is not touched again. Nothing is repaired. Each object belongs to one thread at a time.
#pragma once

#include <cstdint>

#include "core/ring_layout.h"
#include "platform/status.h"

namespace memlane {

class RingProducer {
 public:
  // `control` and `bytes` stay mapped as long as this object is used.
  RingProducer(RingControl* control, uint8_t* bytes, uint32_t capacity)
      : control_(control), bytes_(bytes), capacity_(capacity) {}

  struct Result {
    Status status;
    uint32_t written = 0;
    // The consumer slept: ring its doorbell, once, now.
    bool ring = false;
  };

  // Copies as much of `from` as there is room for and publishes it, with one store unless it is large. When not everything
  // fitted, the wish for room is left behind: the consumer rings when it has taken enough.
  Result Write(const uint8_t* from, uint32_t length);

  // True when the wish that the last short Write() left has come true, or there is none. kCorrupt as Write().
  Status CheckRoom(bool* has_room);

  // How much of what was published the consumer has yet to take.
  Status CheckUnread(uint32_t* bytes);

 private:
  Status LoadHead();
  void Copy(const uint8_t* from, uint32_t length);
  void Publish(const uint8_t* from, uint32_t length, Result* result);
  // Everything but the wish.
  void Fill(const uint8_t* from, uint32_t length, Result* result);

  RingControl* control_;
  uint8_t* bytes_;
  uint32_t capacity_;
  uint64_t tail_ = 0;
  uint64_t head_seen_ = 0;
  uint64_t wanted_ = 0;
};

class RingConsumer {
 public:
  RingConsumer(RingControl* control, const uint8_t* bytes, uint32_t capacity)
      : control_(control), bytes_(bytes), capacity_(capacity) {}

  struct Result {
    Status status;
    uint32_t read = 0;
    // The producer waited for this room: ring its doorbell, once, now.
    bool ring = false;
  };

  // Copies at most `length` bytes out and frees their room.
  Result Read(uint8_t* into, uint32_t length);

  // Says that this end goes to sleep, then looks once more. `*sleeps` is false when bytes came in between.
  Status Sleep(bool* sleeps);

  // This end is awake: the producer need not ring.
  void Wake();

  // True when bytes wait.
  Status CheckBytes(bool* has_bytes);

 private:
  Status LoadTail();
  void Copy(uint8_t* into, uint32_t length) const;

  RingControl* control_;
  const uint8_t* bytes_;
  uint32_t capacity_;
  uint64_t head_ = 0;
  uint64_t tail_seen_ = 0;
};

}  // namespace memlane
