// SPDX-License-Identifier: Apache-2.0
// Makes the n-th system call of the core fail. The linker leads the calls here (binding.gyp, --wrap).
#pragma once

namespace memlane::test {

// From now on counts the calls and lets the `nth` fail with `error`; 0 counts only.
void FailCall(int nth, int error);
// Ends that. @returns how many calls were made, the failed one included
int StopFailing();
// The name of the call that failed last, null when none did.
const char* FailedCall();

}  // namespace memlane::test
