// SPDX-License-Identifier: Apache-2.0
// clock_gettime(2), sched_getaffinity(2) and sched_yield(2).
#include "platform/cpu.h"

#include <sched.h>
#include <time.h>

namespace memlane {

uint64_t NowNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(now.tv_nsec);
}

int UsableCpus() {
  cpu_set_t set;
  // More processors than the set holds: surely more than one.
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 2;
}

void YieldCpu() { (void)sched_yield(); }

}  // namespace memlane
