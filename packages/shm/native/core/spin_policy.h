// SPDX-License-Identifier: Apache-2.0
// Decides whether it pays to spin for a moment before a connection sleeps. Learns from how long the last idle periods
// were; holds no clock: the caller says what time it is. Belongs to one thread.
//
// It spins after a row of idle periods that were short enough, and gives that row more length each time a spin was in
// vain (1, 2, 4 … 256 periods), less each time it was not. So a connection that is called once a second never spins, one
// that is called without pause always does, and one that just misses the limit all but stops.
#pragma once

#include <cstdint>

namespace memlane {

class SpinPolicy {
 public:
  // At most `limit_ns` for each spin; 0 never spins.
  explicit SpinPolicy(uint64_t limit_ns = 0) : limit_ns_(limit_ns) {}

  uint64_t limit_ns() const { return limit_ns_; }

  // There is nothing to do from `now_ns` on.
  void BeginIdle(uint64_t now_ns) { idle_since_ns_ = now_ns; }

  // True when a spin is worth trying now.
  bool ShouldSpin() const { return limit_ns_ > 0 && short_idles_ >= needed_idles_; }

  // A spin ended with something to do.
  void Succeeded() {
    if (needed_idles_ > 1) needed_idles_ /= 2;
  }

  // A spin ended with nothing.
  void Failed() {
    if (needed_idles_ < kMaxNeededIdles) needed_idles_ *= 2;
    short_idles_ = 0;
  }

  // There is something to do again after a sleep that ended at `now_ns`.
  void Woken(uint64_t now_ns) {
    if (now_ns - idle_since_ns_ > limit_ns_ + kWakeNs) {
      short_idles_ = 0;
    } else if (short_idles_ < kMaxNeededIdles) {
      short_idles_++;
    }
  }

 private:
  // What sleeping makes an idle period longer by: waking the peer, which slept as well, and being woken. That is 10 µs
  // on a machine of its own and 50 to 70 µs on a virtual one whose processors had halted. Twice that: a policy that just
  // missed it would never begin, and one that begins in vain stops by itself.
  static constexpr uint64_t kWakeNs = 150'000;
  static constexpr uint32_t kMaxNeededIdles = 256;

  uint64_t limit_ns_;
  uint64_t idle_since_ns_ = 0;
  uint32_t short_idles_ = 0;
  uint32_t needed_idles_ = 1;
};

}  // namespace memlane
