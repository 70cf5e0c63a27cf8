// SPDX-License-Identifier: Apache-2.0
// A thread that sleeps on a word of shared memory and tells the loop each time it has changed.
#pragma once

#include <uv.h>

#include <atomic>
#include <cstdint>

namespace memlane {

class FutexWaiter {
 public:
  FutexWaiter() = default;
  ~FutexWaiter() { Stop(); }
  FutexWaiter(const FutexWaiter&) = delete;
  FutexWaiter& operator=(const FutexWaiter&) = delete;

  // From now on every change of `word` is followed by a call of `async`. Both live until Stop(). False without a thread.
  bool Start(std::atomic<uint32_t>* word, uv_async_t* async);
  // Ends the thread. Idempotent. Other processes that wait on the word wake up for nothing.
  void Stop();
  bool running() const { return word_ != nullptr; }

 private:
  static void Run(void* self);

  std::atomic<uint32_t>* word_ = nullptr;
  uv_async_t* async_ = nullptr;
  uint32_t seen_ = 0;
  std::atomic<bool> stop_{false};
  uv_sem_t ended_;
  uv_thread_t thread_;
};

}  // namespace memlane
