// SPDX-License-Identifier: Apache-2.0
// Spins on behalf of one connection while its loop has nothing else to do.
#pragma once

#include <poll.h>
#include <uv.h>

#include "platform/cpu.h"

namespace memlane {

// Calls `check` until it returns true, `limit_ns` have passed, or the loop has something else to do: a timer, another
// descriptor. False unless `check` returned true.
template <typename Check>
bool SpinOnLoop(uv_loop_t* loop, uint64_t begin_ns, uint64_t limit_ns, Check check) {
  // How often the loop's own descriptors are looked at: a system call each time.
  constexpr uint64_t kLoopCheckNs = 10'000;
  constexpr int kChecksPerClock = 16;
  // A timer is due, or something waits for the next turn.
  if (uv_backend_timeout(loop) == 0) return false;
  pollfd backend = {uv_backend_fd(loop), POLLIN, 0};
  uint64_t next_loop_check_ns = begin_ns + kLoopCheckNs;
  for (;;) {
    for (int i = 0; i < kChecksPerClock; i++) {
      if (check()) return true;
      CpuRelax();
    }
    const uint64_t now_ns = NowNs();
    if (now_ns - begin_ns >= limit_ns) return false;
    if (now_ns >= next_loop_check_ns) {
      if (poll(&backend, 1, 0) != 0) return false;
      next_loop_check_ns = now_ns + kLoopCheckNs;
    }
  }
}

}  // namespace memlane
