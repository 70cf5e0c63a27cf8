// SPDX-License-Identifier: Apache-2.0
// Waiting for a word of shared memory to change, across processes: futex(2). Linux.
#pragma once

#include <atomic>
#include <cstdint>

namespace memlane {

// Blocks while `word` holds `expected`, until a FutexWakeAll() on it. May return for no reason: look again.
void FutexWait(std::atomic<uint32_t>* word, uint32_t expected);

// Wakes every thread of every process that waits on `word`. One system call.
void FutexWakeAll(std::atomic<uint32_t>* word);

}  // namespace memlane
