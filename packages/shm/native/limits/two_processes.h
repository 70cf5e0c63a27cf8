// SPDX-License-Identifier: Apache-2.0
// Two processes that share a page or more, one asking and one answering, and what both have used.
#pragma once

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace memlane {

// Memory that a forked child has as well, zeroed; ends the program when there is none.
inline void* SharedMemory(size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    perror("mmap");
    exit(1);
  }
  return memory;
}

// The other process. It runs `answer` until it is ended, and no longer than its parent lives.
class Answerer {
 public:
  template <typename Answer>
  explicit Answerer(Answer answer) {
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0) {
      perror("fork");
      exit(1);
    }
    if (pid_ > 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    answer();
    _exit(0);
  }

  // Processor time so far, ns.
  uint64_t CpuNs() const {
    clockid_t clock;
    timespec time = {};
    if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &time) != 0) return 0;
    return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
  }

  // Ends it; its greatest resident set in bytes.
  uint64_t End() {
    rusage used = {};
    kill(pid_, SIGKILL);
    wait4(pid_, nullptr, 0, &used);
    return static_cast<uint64_t>(used.ru_maxrss) * 1024;
  }

 private:
  pid_t pid_;
};

}  // namespace memlane
