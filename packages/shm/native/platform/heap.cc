// SPDX-License-Identifier: Apache-2.0
// glibc's malloc(3) learns from what is freed: https://man7.org/linux/man-pages/man3/mallopt.3.html, M_MMAP_THRESHOLD.
#include "platform/heap.h"

#include <atomic>
#include <cstdlib>

namespace memlane {

#ifdef __GLIBC__

void KeepFreedMemory() {
  // The most from which it learns is 32 MiB on 64 bits, with its own few bytes; a block that large is a mapping of its own.
  // It keeps blocks up to the size of this one in the heap from now on, and twice as much of what is free at the end.
  constexpr size_t kLessonBytes = 4 * 1024 * 1024 * sizeof(long) - 64 * 1024;
  static std::atomic<bool> done{false};
  // Relaxed: to do it twice is harmless.
  if (done.load(std::memory_order_relaxed) || done.exchange(true, std::memory_order_relaxed)) return;
  void* block = malloc(kLessonBytes);
  // A compiler may leave out a malloc() whose memory nobody sees. None of it is touched, so it costs no memory.
  asm volatile("" : : "r"(block) : "memory");
  free(block);
}

#else

void KeepFreedMemory() {}

#endif

}  // namespace memlane
