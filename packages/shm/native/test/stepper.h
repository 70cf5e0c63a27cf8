// SPDX-License-Identifier: Apache-2.0
// Runs a child one machine instruction at a time (ptrace). Between two instructions the child stands still, so the test
// can look at the shared memory, act as the peer, or kill the child there.
#pragma once

#include <sys/ptrace.h>

#include "test/test.h"

namespace memlane::test {

class Stepper {
 public:
  // The child runs `prepare`, stops, then runs `operation` to its end, instruction by instruction.
  template <typename Prepare, typename Operation>
  Stepper(Prepare prepare, Operation operation) {
    pid_ = Fork([&] {
      prepare();
      if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(126);
      raise(SIGSTOP);
      const int status = operation();
      _exit(failed_checks == 0 ? status : 125);
    });
    int status = 0;
    running_ = waitpid(pid_, &status, 0) == pid_ && WIFSTOPPED(status);
    if (!Check(running_, "the child may be traced (ptrace)", __FILE__, __LINE__)) status_ = 126;
  }
  ~Stepper() {
    if (running_) Kill();
  }
  Stepper(const Stepper&) = delete;
  Stepper& operator=(const Stepper&) = delete;

  pid_t pid() const { return pid_; }

  // One instruction. False once the child has ended.
  bool Step() {
    if (!running_) return false;
    int status = 0;
    ptrace(PTRACE_SINGLESTEP, pid_, nullptr, nullptr);
    Reap(status);
    return running_;
  }

  // Steps at most `count` instructions. False once the child has ended.
  bool Step(uint32_t count) {
    while (count > 0 && Step()) count--;
    return running_;
  }

  // Lets the child run on. @returns the status that it ends with, which is that of `operation`
  int Finish() {
    int status = 0;
    if (running_) {
      ptrace(PTRACE_CONT, pid_, nullptr, nullptr);
      Reap(status);
    }
    return status_;
  }

  void Kill() {
    int status = 0;
    kill(pid_, SIGKILL);
    while (running_) Reap(status);
  }

 private:
  void Reap(int& status) {
    if (waitpid(pid_, &status, 0) != pid_) status = 0;
    if (WIFSTOPPED(status)) return;
    running_ = false;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  pid_t pid_ = -1;
  bool running_ = false;
  int status_ = 0;
};

// Calls `round(n)` for n = 0, 1, 2 … until it returns false, which it does when the operation ended before n instructions.
// @returns the number of boundaries, which a test should find plausible
template <typename Round>
uint32_t AtEveryInstruction(Round round) {
  uint32_t count = 0;
  while (failed_checks == 0 && round(count)) count++;
  return count;
}

}  // namespace memlane::test
