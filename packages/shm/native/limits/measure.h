// SPDX-License-Identifier: Apache-2.0
// Does something again and again, first without and then with the clock running, and prints what came out as JSON.
#pragma once

#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "limits/two_processes.h"
#include "platform/cpu.h"

namespace memlane {

struct Duration {
  uint64_t warm_up_ns;
  uint64_t measure_ns;
};

inline uint64_t OwnCpuNs() {
  timespec time = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

inline uint64_t OwnPeakRssBytes() {
  rusage used = {};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<uint64_t>(used.ru_maxrss) * 1024;
}

// Nearest rank, as in the benchmark's statistics; `sorted` is not empty.
inline double PercentileUs(const std::vector<uint32_t>& sorted, double share) {
  const size_t rank = static_cast<size_t>(share * static_cast<double>(sorted.size()) + 0.999999);
  return sorted[std::min(std::max<size_t>(rank, 1), sorted.size()) - 1] / 1000.0;
}

// Each call of `once` does `operations` of what is measured; `timed`: and its time is a round trip. `other` may be null.
template <typename Once>
void MeasureAndPrint(const Duration& duration, Answerer* other, bool timed, uint64_t operations, Once once) {
  const uint64_t warm_until = NowNs() + duration.warm_up_ns;
  while (NowNs() < warm_until) once();

  std::vector<uint32_t> times;
  if (timed) times.reserve(1 << 22);
  const uint64_t cpu_before = OwnCpuNs() + (other != nullptr ? other->CpuNs() : 0);
  const uint64_t began = NowNs();
  uint64_t previous = began;
  uint64_t rounds = 0;
  do {
    once();
    rounds++;
    const uint64_t now = NowNs();
    if (timed && times.size() < times.capacity()) times.push_back(static_cast<uint32_t>(now - previous));
    previous = now;
  } while (previous - began < duration.measure_ns);
  const uint64_t cpu_ns = OwnCpuNs() + (other != nullptr ? other->CpuNs() : 0) - cpu_before;
  const uint64_t rss = OwnPeakRssBytes() + (other != nullptr ? other->End() : 0);

  printf("{\"operations\":%" PRIu64 ",\"elapsedUs\":%.3f,\"cpuUs\":%.3f,\"peakRssBytes\":%" PRIu64, rounds * operations,
         static_cast<double>(previous - began) / 1000, static_cast<double>(cpu_ns) / 1000, rss);
  if (timed) {
    std::sort(times.begin(), times.end());
    printf(",\"latencyUs\":{\"samples\":%zu,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}", times.size(),
           PercentileUs(times, 0.5), PercentileUs(times, 0.99), PercentileUs(times, 0.999), PercentileUs(times, 1));
  }
  printf("}\n");
}

}  // namespace memlane
