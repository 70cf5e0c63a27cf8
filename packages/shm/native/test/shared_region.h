// SPDX-License-Identifier: Apache-2.0
// One broadcast region in memory that a forked child shares: for tests that stop or kill a member between any two
// instructions.
#pragma once

#include <sys/mman.h>

#include <cstdlib>
#include <new>

#include "core/broadcast_ring.h"
#include "test/test.h"

namespace memlane::test {

class SharedRegion {
 public:
  explicit SharedRegion(uint64_t size) : size_(size) {
    memory_ = mmap(nullptr, sizeof(RegionControl) + size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) abort();
    control = new (memory_) RegionControl{};
    bytes = static_cast<uint8_t*>(memory_) + sizeof(RegionControl);
    control->size.store(size);
  }
  ~SharedRegion() { munmap(memory_, sizeof(RegionControl) + size_); }
  SharedRegion(const SharedRegion&) = delete;
  SharedRegion& operator=(const SharedRegion&) = delete;

  // A writer that goes on at the tail.
  BroadcastWriter Writer() {
    BroadcastWriter writer(control, bytes, size_);
    CHECK(writer.Resume().ok());
    return writer;
  }
  BroadcastReader Reader(uint32_t slot, uint64_t head) {
    control->readers[slot].head.store(head);
    control->readers[slot].used.store(1);
    return BroadcastReader(control, bytes, size_, slot, head);
  }

  RegionControl* control;
  uint8_t* bytes;

 private:
  uint64_t size_;
  void* memory_;
};

}  // namespace memlane::test
