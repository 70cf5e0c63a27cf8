// SPDX-License-Identifier: Apache-2.0
#include "binding/futex_waiter.h"

#include <signal.h>
#include <time.h>

#include "platform/futex.h"

namespace memlane {
namespace {

constexpr size_t kStackBytes = 64 * 1024;

}  // namespace

bool FutexWaiter::Start(std::atomic<uint32_t>* word, uv_async_t* async) {
  if (uv_sem_init(&ended_, 0) != 0) return false;
  word_ = word;
  async_ = async;
  // Relaxed: the caller looks at what the word is about once more, after a fence.
  seen_ = word->load(std::memory_order_relaxed);
  stop_.store(false, std::memory_order_relaxed);
  uv_thread_options_t options = {};
  options.flags = UV_THREAD_HAS_STACK_SIZE;
  options.stack_size = kStackBytes;
  if (uv_thread_create_ex(&thread_, &options, Run, this) == 0) return true;
  word_ = nullptr;
  uv_sem_destroy(&ended_);
  return false;
}

void FutexWaiter::Run(void* data) {
  auto* self = static_cast<FutexWaiter*>(data);
  // Signals are the main thread's.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  // Sequentially consistent with Stop(): either the flag is seen here, or the changed word by the kernel.
  while (!self->stop_.load(std::memory_order_seq_cst)) {
    FutexWait(self->word_, self->seen_);
    const uint32_t now = self->word_->load(std::memory_order_seq_cst);
    if (now == self->seen_) continue;
    // In this order: a change after the load ends the next wait at once, one before it is told now.
    self->seen_ = now;
    uv_async_send(self->async_);
  }
  uv_sem_post(&self->ended_);
}

void FutexWaiter::Stop() {
  if (!running()) return;
  stop_.store(true, std::memory_order_seq_cst);
  // Again and again, because the word is not ours alone: another process may set it back.
  do {
    word_->fetch_add(1, std::memory_order_seq_cst);
    FutexWakeAll(word_);
    const timespec pause = {0, 20'000};
    nanosleep(&pause, nullptr);
  } while (uv_sem_trywait(&ended_) != 0);
  uv_thread_join(&thread_);
  uv_sem_destroy(&ended_);
  word_ = nullptr;
}

}  // namespace memlane
