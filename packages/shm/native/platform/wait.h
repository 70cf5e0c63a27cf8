// SPDX-License-Identifier: Apache-2.0
// Blocks the calling thread on descriptors. For synchronous calls.
#pragma once

#include <cstddef>

namespace memlane {

// Waits until one of `fds` is readable or has ended; entries below 0 are left out. True unless `timeout_ms` passed
// (negative or infinite: wait for ever; no number: do not wait). Monotonic time.
bool WaitReadable(const int* fds, size_t count, double timeout_ms);

}  // namespace memlane
