// SPDX-License-Identifier: Apache-2.0
// Runs the registered tests: `memlane_core_test [--deep] [--seconds=N] [part of a name …] [-part to leave out …]`.
// Ends with `N passed, N failed`; the exit status is 0 only when tests ran and all passed.
#include <cstdlib>
#include <cstring>
#include <string>

#include "test/test.h"

namespace {

using memlane::test::Test;

bool IsChosen(const std::string& name, const std::vector<std::string>& with, const std::vector<std::string>& without) {
  for (const std::string& part : without) {
    if (name.find(part) != std::string::npos) return false;
  }
  for (const std::string& part : with) {
    if (name.find(part) != std::string::npos) return true;
  }
  return with.empty();
}

// One test, under a watchdog that ends the whole process: SIGALRM keeps its default action.
bool Run(const Test& test, const std::string& name) {
  // Printed first, so that the test that hangs or crashes is the last one named.
  printf("%s", name.c_str());
  fflush(stdout);
  memlane::test::failed_checks = 0;
  alarm(memlane::test::watchdog_seconds);
  test.run();
  alarm(0);
  const int failed = memlane::test::failed_checks;
  printf(failed == 0 ? ": ok\n" : ": FAILED, %d checks\n", failed);
  fflush(stdout);
  return failed == 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> with;
  std::vector<std::string> without;
  for (int i = 1; i < argc; i++) {
    const std::string argument = argv[i];
    if (argument == "--deep") {
      memlane::test::deep = true;
      memlane::test::watchdog_seconds = 3600;
    } else if (argument.rfind("--seconds=", 0) == 0) {
      memlane::test::watchdog_seconds = static_cast<unsigned>(atoi(argument.c_str() + strlen("--seconds=")));
    } else if (argument.rfind('-', 0) == 0) {
      without.push_back(argument.substr(1));
    } else {
      with.push_back(argument);
    }
  }
  signal(SIGALRM, SIG_DFL);
  int passed = 0;
  int failed = 0;
  for (const Test& test : memlane::test::Tests()) {
    const char* base = strrchr(test.file, '/');
    const std::string name = std::string(base == nullptr ? test.file : base + 1) + ": " + test.name;
    if (IsChosen(name, with, without)) (Run(test, name) ? passed : failed)++;
  }
  printf("%d passed, %d failed\n", passed, failed);
  if (passed + failed == 0) fprintf(stderr, "no test has such a name\n");
  return failed == 0 && passed > 0 ? 0 : 1;
}
