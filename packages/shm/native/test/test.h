// SPDX-License-Identifier: Apache-2.0
// A small test harness: TEST("subject, situation, outcome") { … CHECK(…); }. main.cc runs what was registered.
#pragma once

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace memlane::test {

struct Test {
  const char* file;
  const char* name;
  void (*run)();
};

inline std::vector<Test>& Tests() {
  static std::vector<Test> tests;
  return tests;
}

struct Registration {
  Registration(const char* file, const char* name, void (*run)()) { Tests().push_back({file, name, run}); }
};

// Checks that failed in the running test; threads may add to it.
inline std::atomic<int> failed_checks{0};
inline bool deep = false;
inline unsigned watchdog_seconds = 60;

// How much of something a stress does: in the run of every change, and in the long one.
inline uint64_t Amount(uint64_t quick, uint64_t full) { return deep ? full : quick; }

inline bool Check(bool holds, const char* what, const char* file, int line) {
  if (holds) return true;
  if (failed_checks.fetch_add(1) < 10) fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
  return false;
}

// Runs `body` in a child that dies with this process or by its watchdog. @returns its pid
template <typename Body>
pid_t Fork(Body body) {
  fflush(nullptr);
  const pid_t pid = fork();
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  alarm(watchdog_seconds);
  failed_checks = 0;
  body();
  fflush(nullptr);
  _exit(failed_checks == 0 ? 0 : 1);
}

// Waits for a child of Fork(). @returns 0 when its checks held, its signal negated when one killed it
inline int Join(pid_t pid) {
  int status = 0;
  if (pid <= 0 || waitpid(pid, &status, 0) != pid) return 127;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace memlane::test

#define MEMLANE_JOIN2(a, b) a##b
#define MEMLANE_JOIN(a, b) MEMLANE_JOIN2(a, b)
#define TEST(name)                                                                                            \
  static void MEMLANE_JOIN(Test, __LINE__)();                                                                 \
  static const ::memlane::test::Registration MEMLANE_JOIN(registration, __LINE__)(__FILE__, name,             \
                                                                                 MEMLANE_JOIN(Test, __LINE__)); \
  static void MEMLANE_JOIN(Test, __LINE__)()
// CHECK goes on after a failure, REQUIRE ends the test or the void function that it stands in.
#define CHECK(condition) (void)::memlane::test::Check(static_cast<bool>(condition), #condition, __FILE__, __LINE__)
#define REQUIRE(condition) \
  if (!::memlane::test::Check(static_cast<bool>(condition), #condition, __FILE__, __LINE__)) return
