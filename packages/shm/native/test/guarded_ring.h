// SPDX-License-Identifier: Apache-2.0
// One ring in private memory between two pages that may not be touched: an access out of bounds ends the test, in every
// build.
#pragma once

#include <sys/mman.h>

#include <cstdlib>
#include <new>

#include "core/byte_ring.h"

namespace memlane::test {

class GuardedRing {
 public:
  static constexpr uint32_t kCapacity = kMinRingCapacity;

  GuardedRing() {
    const size_t inner = kRingControlBytes + kCapacity;
    memory_ = mmap(nullptr, inner + 2 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) abort();
    uint8_t* start = static_cast<uint8_t*>(memory_) + kPage;
    if (mprotect(start, inner, PROT_READ | PROT_WRITE) != 0) abort();
    control = new (start) RingControl{};
    bytes = start + kRingControlBytes;
    Reset();
  }
  ~GuardedRing() { munmap(memory_, kRingControlBytes + kCapacity + 2 * kPage); }
  GuardedRing(const GuardedRing&) = delete;
  GuardedRing& operator=(const GuardedRing&) = delete;

  // Both ends anew, at position 0.
  void Reset() {
    // Relaxed: no other thread uses the ring while it is reset.
    control->tail.store(0, std::memory_order_relaxed);
    control->head.store(0, std::memory_order_relaxed);
    control->consumer_sleeps.store(0, std::memory_order_relaxed);
    control->producer_wants.store(0, std::memory_order_relaxed);
    producer = RingProducer(control, bytes, kCapacity);
    consumer = RingConsumer(control, bytes, kCapacity);
  }

  RingControl* control = nullptr;
  uint8_t* bytes = nullptr;
  RingProducer producer{nullptr, nullptr, kCapacity};
  RingConsumer consumer{nullptr, nullptr, kCapacity};

 private:
  static constexpr size_t kPage = 64 * 1024;  // the largest page size in use
  void* memory_;
};

}  // namespace memlane::test
