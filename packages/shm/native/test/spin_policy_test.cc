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

// The same with idle periods that a spin would have missed by a little.
uint32_t MissedIdlesUntilSpin(SpinPolicy& policy, uint32_t limit) {
  uint32_t count = 0;
  while (!policy.ShouldSpin() && count < limit) {
    Sleep(policy, kLimitNs + 1'000);
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

TEST("after a large message a policy spins for longer, in proportion to its bytes and to a bound") {
  SpinPolicy policy(kLimitNs);
  policy.BeginIdle(1'000'000, 0);
  CHECK(policy.spin_end_ns() == 1'000'000 + kLimitNs);

  policy.BeginIdle(2'000'000, 256 * 1024);
  const uint64_t after_large = policy.spin_end_ns() - 2'000'000;
  CHECK(after_large == kLimitNs + 256 * 1024 / 4);

  policy.BeginIdle(3'000'000, 64 * 1024 * 1024);
  CHECK(policy.spin_end_ns() == 3'000'000 + kLimitNs + 200'000);
}

TEST("a policy forgets a large message with the small ones that follow") {
  SpinPolicy policy(kLimitNs);
  policy.BeginIdle(1'000'000, 256 * 1024);
  const uint64_t first = policy.spin_end_ns();

  policy.BeginIdle(1'000'000, 256 * 1024);
  CHECK(policy.spin_end_ns() < first);
  for (int i = 0; i < 100; i++) policy.BeginIdle(1'000'000, 256 * 1024);

  CHECK(policy.spin_end_ns() - 1'000'000 < kLimitNs + 10);
}

TEST("a sleep that was no longer than a spin tells a policy to spin again, however often it was in vain") {
  SpinPolicy policy(kLimitNs);
  for (int i = 0; i < 20; i++) policy.Failed();

  // With halving at each: 256, 128 … 1.
  CHECK(ShortIdlesUntilSpin(policy, 10'000) <= 9);
}

TEST("each spin in vain doubles the row of short idle periods that it takes to spin again, to a bound") {
  SpinPolicy policy(kLimitNs);
  Sleep(policy, 1'000);
  for (uint32_t needed = 2; needed <= 256; needed *= 2) {
    policy.Failed();
    CHECK(!policy.ShouldSpin());
    CHECK(MissedIdlesUntilSpin(policy, 10'000) == needed);
  }

  policy.Failed();

  CHECK(MissedIdlesUntilSpin(policy, 10'000) == 256);
}

TEST("each spin that paid halves that row again") {
  SpinPolicy policy(kLimitNs);
  for (int i = 0; i < 3; i++) policy.Failed();
  for (int i = 0; i < 2; i++) policy.Succeeded();

  CHECK(MissedIdlesUntilSpin(policy, 100) == 2);
}

}  // namespace
}  // namespace memlane
