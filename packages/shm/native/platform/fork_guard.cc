// SPDX-License-Identifier: Apache-2.0
// MADV_WIPEONFORK of madvise(2).
#include "platform/fork_guard.h"

#include <sys/mman.h>

#include <atomic>
#include <new>

namespace memlane {
namespace {

// A word that the kernel sets to 0 in a forked child. Never freed: one page for the life of the process.
std::atomic<uint32_t>* WipedWord() {
  static std::atomic<uint32_t> without_page{0};
  constexpr size_t kBytes = 4096;  // the kernel rounds up to its page
  void* page = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return &without_page;
  // On failure the word is inherited: a child is not told apart.
  (void)madvise(page, kBytes, MADV_WIPEONFORK);
  return new (page) std::atomic<uint32_t>(0);
}

}  // namespace

uint32_t ForkGuard::CurrentToken() {
  static std::atomic<uint32_t>* const word = WipedWord();
  // Relaxed throughout: the number orders nothing, and in one process it is set once.
  uint32_t token = word->load(std::memory_order_relaxed);
  if (token != 0) return token;
  // Inherited by a child with the numbers that were given before, so its own is a new one.
  static std::atomic<uint32_t> given{0};
  const uint32_t fresh = given.fetch_add(1, std::memory_order_relaxed) + 1;
  return word->compare_exchange_strong(token, fresh, std::memory_order_relaxed) ? fresh : token;
}

}  // namespace memlane
