// SPDX-License-Identifier: Apache-2.0
// Calls a fuzz target with seeded random inputs, where libFuzzer is not to be had:
//   memlane_…_fuzz [--runs=N] [--seed=N] [--from=N]
// A run is repeated by its seed; a failure names the seed and the input. Ends with `N passed, N failed`.
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#ifdef MEMLANE_SANITIZED
#include <sanitizer/common_interface_defs.h>
#endif

#include "test/fuzz/fuzz.h"
#include "test/random.h"

namespace {

constexpr size_t kMaxInputBytes = 512;
uint64_t seed = 0;
uint64_t run = 0;

void NameInput() { fprintf(stderr, "input: --seed=%llu --from=%llu --runs=1\n", (unsigned long long)seed, (unsigned long long)run); }

void OnAbort(int) {
  NameInput();
  _exit(1);
}

uint64_t Option(int argc, char** argv, const char* name, uint64_t otherwise) {
  for (int i = 1; i < argc; i++) {
    if (strncmp(argv[i], name, strlen(name)) == 0) return strtoull(argv[i] + strlen(name), nullptr, 10);
  }
  return otherwise;
}

}  // namespace

int main(int argc, char** argv) {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  seed = Option(argc, argv, "--seed=", static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec));
  const uint64_t runs = Option(argc, argv, "--runs=", 100'000);
  const uint64_t from = Option(argc, argv, "--from=", 0);
  printf("seed %llu\n", (unsigned long long)seed);
  fflush(stdout);
  signal(SIGABRT, OnAbort);
#ifdef MEMLANE_SANITIZED
  __sanitizer_set_death_callback(NameInput);
#endif
  std::vector<uint8_t> input;
  for (run = from; run < from + runs; run++) {
    // Each input has its own seed, so that one can be made without those before it.
    memlane::test::Random random(seed ^ (run * 0xd1342543de82ef95ull));
    // Exact size on the heap: a read past the end is seen.
    std::vector<uint8_t> bytes(random.Below(1 + random.Below(kMaxInputBytes)));
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.Next());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  printf("%llu inputs\n1 passed, 0 failed\n", (unsigned long long)runs);
  return 0;
}
