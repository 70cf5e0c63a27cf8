// SPDX-License-Identifier: Apache-2.0
// When it pays to spin.
#include "core/spin_policy.h"
#include "test/test.h"

namespace memlane {
namespace {

constexpr uint64_t kLimitNs = 20'000;

// One idle period of `idle_ns` that ended with a wake-up.
void Sleep(SpinPolicy& policy, uint64_t idle_ns) {
  policy.BeginIdle(1'000'000);
  policy.Woken(1'000'000 + idle_ns);
}

// Idle periods that were short enough until it wants to spin, at most `limit`.
uint32_t ShortIdlesUntilSpin(SpinPolicy& policy, uint32_t limit) {
  uint32_t count = 0;
  while (!policy.ShouldSpin() && count < limit) {
    Sleep(policy, 1'000);
    count++;
  }
  return count;
}

TEST("a policy without a limit never spins") {
  SpinPolicy policy;
  for (int i = 0; i < 1'000; i++) Sleep(policy, 0);
  CHECK(!policy.ShouldSpin());
}

TEST("a policy spins after a short idle period and not after a long one") {
  SpinPolicy policy(kLimitNs);
  CHECK(!policy.ShouldSpin());

  Sleep(policy, 1'000);
  CHECK(policy.ShouldSpin());

  Sleep(policy, 1'000'000);
  CHECK(!policy.ShouldSpin());
}

TEST("a policy spins when what it waits for takes as long as two wake-ups of halted processors") {
  SpinPolicy policy(kLimitNs);

  Sleep(policy, 100'000);

  CHECK(policy.ShouldSpin());
}

TEST("each spin in vain doubles the row of short idle periods that it takes to spin again, to a bound") {
  SpinPolicy policy(kLimitNs);
  Sleep(policy, 1'000);
  for (uint32_t needed = 2; needed <= 256; needed *= 2) {
    policy.Failed();
    CHECK(!policy.ShouldSpin());
    CHECK(ShortIdlesUntilSpin(policy, 10'000) == needed);
  }

  policy.Failed();

  CHECK(ShortIdlesUntilSpin(policy, 10'000) == 256);
}

TEST("each spin that paid halves that row again") {
  SpinPolicy policy(kLimitNs);
  for (int i = 0; i < 3; i++) policy.Failed();
  for (int i = 0; i < 2; i++) policy.Succeeded();

  CHECK(ShortIdlesUntilSpin(policy, 100) == 2);
}

}  // namespace
}  // namespace memlane
