// SPDX-License-Identifier: Apache-2.0
// Spinning on behalf of one connection: while its loop has nothing else to do, and in the middle of a large copy.
#pragma once

#include <poll.h>
#include <uv.h>

#include "platform/cpu.h"

namespace memlane {

// How often a spin looks at the clock.
constexpr int kChecksPerClock = 16;

enum class SpinEnd { kFound, kTimeUp, kLoopBusy, kCpuWanted };

// Calls `check` until it returns true, `end_ns` has come, the loop has something else to do (a timer, another descriptor,
// an immediate), or another thread wants this processor. That may be the peer, whom a spin only holds up: who sleeps
// instead is woken on a processor that is free, which two that spin in turns never are.
template <typename Check>
SpinEnd SpinOnLoop(uv_loop_t* loop, uint64_t end_ns, Check check) {
  // How often others are thought of: threads that want this processor and the loop's own descriptors. Two system calls
  // each time.
  constexpr uint64_t kLookNs = 5'000;
  // To yield takes a fraction of a microsecond when nobody else runs.
  constexpr uint64_t kYieldedNs = 5'000;
  if (check()) return SpinEnd::kFound;
  uint64_t now_ns = NowNs();
  if (now_ns >= end_ns) return SpinEnd::kTimeUp;
  // A timer is due, or something waits for the next turn.
  if (uv_backend_timeout(loop) == 0) return SpinEnd::kLoopBusy;
  pollfd backend = {uv_backend_fd(loop), POLLIN, 0};
  uint64_t next_look_ns = now_ns + kLookNs;
  for (;;) {
    for (int i = 0; i < kChecksPerClock; i++) {
      if (check()) return SpinEnd::kFound;
      CpuRelax();
    }
    now_ns = NowNs();
    if (now_ns >= end_ns) return SpinEnd::kTimeUp;
    if (now_ns < next_look_ns) continue;
    YieldCpu();
    if (NowNs() - now_ns > kYieldedNs) return check() ? SpinEnd::kFound : SpinEnd::kCpuWanted;
    if (poll(&backend, 1, 0) != 0) return SpinEnd::kLoopBusy;
    next_look_ns = now_ns + kLookNs;
  }
}

// Calls `move`, which copies what it can and returns how much, until it has moved all `left` bytes or the peer does not
// keep up: nothing for a moment, or too long altogether. What is a wait for the peer elsewhere is a part of the copy here.
template <typename Move>
void KeepMoving(uint32_t left, Move move) {
  // Longer than the peer takes for one part of the copy; shorter than it takes to sleep and to be woken.
  constexpr uint64_t kPauseNs = 20'000;
  constexpr uint64_t kTotalNs = 50'000;
  const uint64_t begin_ns = NowNs();
  uint64_t moved_ns = begin_ns;
  uint64_t now_ns = begin_ns;
  while (now_ns - moved_ns < kPauseNs && now_ns - begin_ns < kTotalNs) {
    uint32_t moved = 0;
    for (int i = 0; i < kChecksPerClock && moved == 0; i++) {
      moved = move();
      if (moved == 0) CpuRelax();
    }
    left -= moved;
    if (left == 0) return;
    now_ns = NowNs();
    if (moved > 0) moved_ns = now_ns;
  }
}

}  // namespace memlane
