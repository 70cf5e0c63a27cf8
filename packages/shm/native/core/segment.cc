// SPDX-License-Identifier: Apache-2.0
// Making, checking and mapping a segment.
#include "core/segment.h"

#include <new>
#include <utility>

namespace memlane {
namespace {

bool IsCapacity(uint32_t capacity) {
  return capacity >= kMinRingCapacity && capacity <= kMaxRingCapacity && (capacity & (capacity - 1)) == 0;
}

}  // namespace

Status Segment::Create(uint32_t capacity, Segment* segment, UniqueFd* fd) {
  if (!IsCapacity(capacity)) return Status::Of(Code::kUnsupported);
  UniqueFd memory;
  Status status = CreateSealedMemory(SegmentBytes(capacity), &memory);
  if (!status.ok()) return status;
  Segment made;
  status = made.mapping_.Map(memory.get(), SegmentBytes(capacity));
  if (!status.ok()) return status;
  made.capacity_ = capacity;
  made.identity_ = MemoryIdentity(memory.get());
  for (int ring = 0; ring < 2; ring++) {
    RingControl* control = new (made.control(ring)) RingControl{};
    control->magic = kRingMagic;
    control->version = kRingVersion;
    control->capacity = capacity;
  }
  *segment = std::move(made);
  *fd = std::move(memory);
  return Status::Ok();
}

Status Segment::Open(int fd, uint32_t capacity, Segment* segment) {
  if (!IsCapacity(capacity)) return Status::Of(Code::kHandshakeFailed);
  Status status = VerifySealedMemory(fd, SegmentBytes(capacity));
  if (!status.ok()) return status;
  Segment opened;
  status = opened.mapping_.Map(fd, SegmentBytes(capacity));
  if (!status.ok()) return status;
  opened.capacity_ = capacity;
  opened.identity_ = MemoryIdentity(fd);
  for (int ring = 0; ring < 2; ring++) {
    // Compared once and not used again: the capacity in use is the private one.
    const RingControl* control = opened.control(ring);
    if (control->magic != kRingMagic || control->version != kRingVersion || control->capacity != capacity) {
      return Status::Of(Code::kHandshakeFailed);
    }
  }
  *segment = std::move(opened);
  return Status::Ok();
}

}  // namespace memlane
