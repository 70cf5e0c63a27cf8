// SPDX-License-Identifier: Apache-2.0
// What spinning needs of the processor: a clock, a pause, and how many processors there are.
#pragma once

#include <cstdint>

namespace memlane {

// Monotonic, in nanoseconds.
uint64_t NowNs();

// How many processors this process may run on.
int UsableCpus();

// A moment in a spin loop: cheaper for the other hyper-thread and for the memory bus than running on.
inline void CpuRelax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield" ::: "memory");
#endif
}

// Lets another thread that waits for this processor run first; returns at once when there is none.
void YieldCpu();

}  // namespace memlane
