// SPDX-License-Identifier: Apache-2.0
// Decides whether it pays to spin for a moment before a connection sleeps. Learns from how long the last idle periods
// were; holds no clock: the caller says what time it is. Belongs to one thread.
//
// It spins after a row of idle periods that were short enough, and gives that row more length each time a spin was in
// vain (1, 2, 4 … 256 periods), less each time it was not. So a connection that is called once a second never spins, one
// that is called without pause always does, and one that just misses the limit all but stops.
//
// After a large message it may spin for longer than after a small one: the answer takes as long to move. A spin costs no
// more than moving those bytes has cost, so that it at most doubles what the connection takes of the processor.
#pragma once

#include <algorithm>
#include <cstdint>

namespace memlane {

class SpinPolicy {
 public:
  // At most `limit_ns` for each spin after small messages; 0 never spins.
  explicit SpinPolicy(uint64_t limit_ns = 0) : limit_ns_(limit_ns) {}

  bool enabled() const { return limit_ns_ > 0; }

  // There is nothing to do from `now_ns` on. `total_bytes`: everything the connection has moved so far.
  void BeginIdle(uint64_t now_ns, uint64_t total_bytes = 0) {
    idle_since_ns_ = now_ns;
    // A large message may come in parts, with a moment of nothing between them.
    recent_bytes_ = recent_bytes_ - recent_bytes_ / 8 + (total_bytes - total_bytes_);
    total_bytes_ = total_bytes;
    spin_ns_ = limit_ns_ + std::min(recent_bytes_ / kBytesPerNs, kMaxMovingNs);
  }

  // True when something was moved since the idle period began: it is a new one.
  bool HasMoved(uint64_t total_bytes) const { return total_bytes != total_bytes_; }

  // True when a spin is worth trying now.
  bool ShouldSpin() const { return enabled() && short_idles_ >= needed_idles_; }

  // When the spin of this idle period is over.
  uint64_t spin_end_ns() const { return idle_since_ns_ + spin_ns_; }

  // A spin ended with something to do, or would have.
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
    if (now_ns > spin_end_ns() + kWakeNs) {
      short_idles_ = 0;
      return;
    }
    if (short_idles_ < kMaxNeededIdles) short_idles_++;
    // With all that sleeping takes, it was no longer than a spin: one would have found it.
    if (now_ns <= spin_end_ns()) Succeeded();
  }

 private:
  // What sleeping makes an idle period longer by: waking the peer, which slept as well, and being woken. That is 10 µs
  // on a machine of its own and 50 to 70 µs on a virtual one whose processors had halted. Twice that: a policy that just
  // missed it would never begin, and one that begins in vain stops by itself.
  static constexpr uint64_t kWakeNs = 150'000;
  static constexpr uint32_t kMaxNeededIdles = 256;
  // How fast a peer takes, looks at and answers a large message: 1 MiB in 262 µs, which leaves room for an echo of it
  // (docs/decisions/large-messages.md).
  static constexpr uint64_t kBytesPerNs = 4;
  static constexpr uint64_t kMaxMovingNs = 200'000;

  uint64_t limit_ns_;
  uint64_t spin_ns_ = 0;
  uint64_t total_bytes_ = 0;
  // Moved of late: less with each idle period.
  uint64_t recent_bytes_ = 0;
  uint64_t idle_since_ns_ = 0;
  uint32_t short_idles_ = 0;
  uint32_t needed_idles_ = 1;
};

}  // namespace memlane
