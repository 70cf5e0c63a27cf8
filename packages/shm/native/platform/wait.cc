// SPDX-License-Identifier: Apache-2.0
// ppoll(2).
#include "platform/wait.h"

#include <poll.h>
#include <time.h>

#include <cerrno>
#include <cmath>

namespace memlane {
namespace {

constexpr size_t kMaxFds = 8;
constexpr double kEndlessMs = 1e12;  // thirty years; far below what a timespec can hold

double NowMs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

}  // namespace

bool WaitReadable(const int* fds, size_t count, double timeout_ms) {
  pollfd polls[kMaxFds];
  nfds_t used = 0;
  for (size_t i = 0; i < count && used < kMaxFds; i++) {
    if (fds[i] >= 0) polls[used++] = {fds[i], POLLIN, 0};
  }
  const bool endless = timeout_ms < 0 || timeout_ms > kEndlessMs;
  const double end = endless ? 0 : NowMs() + (std::isnan(timeout_ms) ? 0 : timeout_ms);
  for (;;) {
    timespec left;
    timespec* limit = nullptr;
    if (!endless) {
      const double left_ms = std::fmax(0, end - NowMs());
      left.tv_sec = static_cast<time_t>(left_ms / 1e3);
      left.tv_nsec = static_cast<long>(std::fmod(left_ms, 1e3) * 1e6);
      limit = &left;
    }
    const int ready = ppoll(polls, used, limit, nullptr);
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) return true;
  }
}

}  // namespace memlane
