// SPDX-License-Identifier: Apache-2.0
// The ring's two ends. Read the pairs in byte_ring.h first.
#include "core/byte_ring.h"

#include <algorithm>
#include <cstring>

namespace memlane {
namespace {

// A large write is published in parts of this size, so that the consumer copies one while the producer copies the next.
constexpr uint32_t kPublishBytes = 16 * 1024;

}  // namespace

// --- Producer

Status RingProducer::LoadHead() {
  const uint64_t head = control_->head.load(std::memory_order_acquire);  // REUSABLE
  if (head < head_seen_ || head > tail_) return Status::Of(Code::kCorrupt);
  head_seen_ = head;
  return Status::Ok();
}

void RingProducer::Copy(const uint8_t* from, uint32_t length) {
  const uint32_t index = static_cast<uint32_t>(tail_) & (capacity_ - 1);
  const uint32_t first = std::min(length, capacity_ - index);
  memcpy(bytes_ + index, from, first);
  if (first < length) memcpy(bytes_, from + first, length - first);
}

void RingProducer::Publish(const uint8_t* from, uint32_t length, Result* result) {
  Copy(from, length);
  tail_ += length;
  result->written += length;
  control_->tail.store(tail_, std::memory_order_release);  // PUBLISHED
  // ASLEEP: without this fence the load below could come before the store above; the consumer would see no bytes and
  // sleep, we would see no sleeper and not ring. x86 reorders exactly this (store, then load of another word).
  std::atomic_thread_fence(std::memory_order_seq_cst);
  // Relaxed is enough: the fence orders it, and a stale 1 only costs the exchange.
  if (control_->consumer_sleeps.load(std::memory_order_relaxed) != 0) {
    // Relaxed: only who wins the flag matters; the bytes travel with PUBLISHED.
    if (control_->consumer_sleeps.exchange(0, std::memory_order_relaxed) != 0) result->ring = true;
  }
}

void RingProducer::Fill(const uint8_t* from, uint32_t length, Result* result) {
  while (result->written < length) {
    const uint32_t left = length - result->written;
    uint32_t room = capacity_ - static_cast<uint32_t>(tail_ - head_seen_);
    if (room < left) {
      result->status = LoadHead();
      if (!result->status.ok()) return;
      room = capacity_ - static_cast<uint32_t>(tail_ - head_seen_);
      if (room == 0) return;
    }
    Publish(from + result->written, std::min({room, left, kPublishBytes}), result);
  }
}

RingProducer::Result RingProducer::Write(const uint8_t* from, uint32_t length) {
  Result result;
  for (;;) {
    Fill(from, length, &result);
    if (result.written == length || !result.status.ok()) return result;
    // No room for the rest. Wish for as much as is left, but not for more than half of the ring: so the consumer can go
    // on reading while this end fills the other half.
    const uint32_t rest = std::min(length - result.written, capacity_ / 2);
    wanted_ = tail_ + rest - capacity_;
    // Relaxed: FULL is ordered by the fence.
    control_->producer_wants.store(wanted_, std::memory_order_relaxed);
    // FULL: without this fence the load of head below could come before the wish is visible; the consumer would see no
    // wish, we would see no room, and both would wait.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    result.status = LoadHead();
    if (!result.status.ok()) return result;
    if (head_seen_ < wanted_) return result;
    // Room came meanwhile. Relaxed: the worst of a wish that is still seen is one ring too many.
    control_->producer_wants.store(0, std::memory_order_relaxed);
    wanted_ = 0;
  }
}

Status RingProducer::CheckRoom(bool* has_room) {
  const Status status = LoadHead();
  *has_room = status.ok() && head_seen_ >= wanted_;
  return status;
}

Status RingProducer::CheckUnread(uint32_t* bytes) {
  const Status status = LoadHead();
  *bytes = status.ok() ? static_cast<uint32_t>(tail_ - head_seen_) : 0;
  return status;
}

// --- Consumer

Status RingConsumer::LoadTail() {
  const uint64_t tail = control_->tail.load(std::memory_order_acquire);  // PUBLISHED
  if (tail < tail_seen_ || tail - head_ > capacity_) return Status::Of(Code::kCorrupt);
  tail_seen_ = tail;
  return Status::Ok();
}

void RingConsumer::Copy(uint8_t* into, uint32_t length) const {
  const uint32_t index = static_cast<uint32_t>(head_) & (capacity_ - 1);
  const uint32_t first = std::min(length, capacity_ - index);
  memcpy(into, bytes_ + index, first);
  if (first < length) memcpy(into + first, bytes_, length - first);
}

RingConsumer::Result RingConsumer::Read(uint8_t* into, uint32_t length) {
  Result result;
  result.status = LoadTail();
  if (!result.status.ok()) return result;
  const uint32_t count = static_cast<uint32_t>(std::min<uint64_t>(length, tail_seen_ - head_));
  if (count == 0) return result;
  Copy(into, count);
  head_ += count;
  result.read = count;
  control_->head.store(head_, std::memory_order_release);  // REUSABLE
  // FULL: without this fence the load below could come before the store above; we would see no wish, the producer no
  // room, and both would wait.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  // Relaxed is enough: the fence orders it.
  const uint64_t wanted = control_->producer_wants.load(std::memory_order_relaxed);
  if (wanted != 0 && head_ >= wanted) {
    // Relaxed: only who takes the wish matters; the room travels with REUSABLE.
    if (control_->producer_wants.exchange(0, std::memory_order_relaxed) != 0) result.ring = true;
  }
  return result;
}

Status RingConsumer::Sleep(bool* sleeps) {
  // Relaxed: ASLEEP is ordered by the fence.
  control_->consumer_sleeps.store(1, std::memory_order_relaxed);
  // ASLEEP: without this fence the look below could come before the flag is visible; a batch published in between would
  // be seen by neither side, and this end would sleep on it.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  const Status status = LoadTail();
  *sleeps = status.ok() && tail_seen_ == head_;
  if (!*sleeps) Wake();
  return status;
}

void RingConsumer::Wake() {
  // Relaxed: a producer that still sees 1 rings once too often, nothing worse.
  control_->consumer_sleeps.store(0, std::memory_order_relaxed);
}

Status RingConsumer::CheckBytes(bool* has_bytes) {
  const Status status = LoadTail();
  *has_bytes = status.ok() && tail_seen_ != head_;
  return status;
}

}  // namespace memlane
