// SPDX-License-Identifier: Apache-2.0
// One segment: two rings in one piece of sealed memory. Ring 0 carries client to server, ring 1 server to client.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/byte_ring.h"
#include "core/ring_layout.h"
#include "platform/memory_segment.h"
#include "platform/status.h"
#include "platform/unique_fd.h"

namespace memlane {

constexpr size_t SegmentBytes(uint32_t capacity) { return 2 * (kRingControlBytes + static_cast<size_t>(capacity)); }

// Owns the mapping. The rings that it hands out are valid as long as it lives.
class Segment {
 public:
  // Server: makes the memory and writes both headers. `fd` goes to the client; the server needs it no longer.
  static Status Create(uint32_t capacity, Segment* segment, UniqueFd* fd);

  // Client: checks size and seals, maps, compares both headers. kHandshakeFailed when anything is not as announced.
  static Status Open(int fd, uint32_t capacity, Segment* segment);

  RingControl* control(int ring) const {
    return reinterpret_cast<RingControl*>(mapping_.data() + static_cast<size_t>(ring) * stride());
  }
  uint8_t* bytes(int ring) const {
    return mapping_.data() + static_cast<size_t>(ring) * stride() + kRingControlBytes;
  }
  uint32_t capacity() const { return capacity_; }
  // Equal for both ends of one segment, different for any two that exist at the same time; 0 when unknown.
  uint64_t identity() const { return identity_; }

 private:
  size_t stride() const { return kRingControlBytes + static_cast<size_t>(capacity_); }

  MemoryMapping mapping_;
  uint32_t capacity_ = 0;
  uint64_t identity_ = 0;
};

}  // namespace memlane
