// SPDX-License-Identifier: Apache-2.0
// The allocator of the process, as far as large messages need it.
#pragma once

namespace memlane {

// Has glibc keep up to 64 MiB of freed memory at the end of the heap, where it would give all but a little back to the
// kernel each time that the garbage collector has freed a row of large messages: the next ones would find fresh pages,
// and a fault on each of them costs many times the copy. Once for the process; later calls do nothing. Where the user has set
// the allocator's thresholds they stay, and other C libraries are left alone.
void KeepFreedMemory();

}  // namespace memlane
