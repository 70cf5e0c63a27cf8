// SPDX-License-Identifier: Apache-2.0
// Who writes and who reads: claiming the roles, ending them, and finding the dead.
#include <unistd.h>

#include <algorithm>

#include "core/broadcast_file.h"
#include "core/broadcast_membership.h"
#include "platform/futex.h"

namespace memlane {

Status BroadcastFile::ClaimWriter(BroadcastWriter* writer, BroadcastConflict* conflict) {
  const Membership membership(this);
  if (!membership.status().ok()) return membership.status();
  RegionControl* control = write_region();
  Status status = file_.TryLock(WriterLock(write_region_), LockedFile::Lock::kExclusive);
  if (status.code == Code::kAgain) {
    *conflict = Describe(write_region_);
    return Status::Of(Code::kWriterExists);
  }
  if (!status.ok()) return status;
  bool any = false;
  uint32_t living = 0;
  status = FreeUnused();
  uint64_t size = 0;
  if (status.ok()) status = FixSize(&size);
  if (status.ok()) status = Sweep(write_region_, &any, &living);
  BroadcastWriter made(control, bytes_at(write_position_), size);
  if (status.ok()) status = made.Resume();
  if (!status.ok()) {
    file_.Unlock(WriterLock(write_region_));
    return status;
  }
  // Relaxed: under the file's lock.
  control->writer_pid.store(static_cast<uint32_t>(getpid()), std::memory_order_relaxed);
  // A wish that a dead writer left.
  control->wanted.store(0, std::memory_order_relaxed);
  RingReaders(control);
  *writer = made;
  return status;
}

void BroadcastFile::RingReaders(RegionControl* control) {
  // The flag stays as it is: a reader that sleeps by now sets it anew.
  control->bytes_bell.fetch_add(1, std::memory_order_seq_cst);
  FutexWakeAll(&control->bytes_bell);
}

Status BroadcastFile::Join(BroadcastReader* reader, BroadcastConflict* conflict) {
  const Membership membership(this);
  if (!membership.status().ok()) return membership.status();
  RegionControl* control = read_region();
  bool any = false;
  uint32_t living = 0;
  Status status = Sweep(read_region_, &any, &living);
  if (!status.ok()) return status;
  uint32_t slot = 0;
  for (; slot < kMaxReaders; slot++) {
    status = file_.TryLock(ReaderLock(read_region_, slot), LockedFile::Lock::kExclusive);
    if (status.ok()) break;
    if (status.code != Code::kAgain) return status;
  }
  if (slot == kMaxReaders) {
    *conflict = Describe(read_region_);
    return Status::Of(Code::kTooManyReaders);
  }
  ReaderSlot* own = &control->readers[slot];
  // Relaxed: under the file's lock; the writer sees them with `used`.
  uint64_t head = control->kept.load(std::memory_order_relaxed);
  own->pid.store(static_cast<uint32_t>(getpid()), std::memory_order_relaxed);
  own->head.store(head, std::memory_order_relaxed);
  own->used.store(1, std::memory_order_release);
  if (living > 0) {
    // JOINED: without this fence the load below could come before the slot is visible; the writer would see no reader and
    // free bytes behind the tail that we see.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    // Acquire: PUBLISHED. Until the store below the writer keeps more than is needed.
    head = control->tail.load(std::memory_order_acquire);
    own->head.store(head, std::memory_order_release);  // REUSABLE
  }
  RingReaders(control);
  *reader = BroadcastReader(control, bytes_at(read_position_), capacity_ - read_position_, slot, head);
  own_slot_ = slot;
  return Status::Ok();
}

void BroadcastFile::Leave(const BroadcastReader& reader) {
  if (own_slot_ == kNone || !file_.valid() || !file_.InMaker()) return;
  const Membership membership(this);
  // Without the lock the slot stays as one of a reader that died: whoever comes or waits for room ends it.
  if (membership.status().ok()) EndSlot(read_region(), own_slot_, reader.head());
  file_.Unlock(ReaderLock(read_region_, own_slot_));
  own_slot_ = kNone;
}

void BroadcastFile::EndSlot(RegionControl* control, uint32_t slot, uint64_t head) {
  // Relaxed: under the file's lock; the store of `used` carries it.
  const uint64_t kept = control->kept.load(std::memory_order_relaxed);
  const uint64_t tail = control->tail.load(std::memory_order_relaxed);
  // What no reader has taken is kept; a head that cannot be is one of nobody.
  if (head > kept && head <= tail) control->kept.store(head, std::memory_order_relaxed);
  control->readers[slot].used.store(0, std::memory_order_release);  // KEPT
  // The writer may have waited for this reader.
  control->room_bell.fetch_add(1, std::memory_order_seq_cst);
  FutexWakeAll(&control->room_bell);
}

Status BroadcastFile::Sweep(uint32_t index, bool* any, uint32_t* living) {
  RegionControl* control = region(index);
  *any = false;
  *living = 0;
  for (uint32_t slot = 0; slot < kMaxReaders; slot++) {
    if (control->readers[slot].used.load(std::memory_order_relaxed) == 0) continue;
    const bool own = index == read_region_ && slot == own_slot_;
    if (own || file_.IsLockedByOther(ReaderLock(index, slot))) {
      (*living)++;
      continue;
    }
    EndSlot(control, slot, control->readers[slot].head.load(std::memory_order_acquire));
    *any = true;
  }
  return Status::Ok();
}

Status BroadcastFile::ForgetDeadReaders(bool* any) {
  *any = false;
  RegionControl* control = write_region();
  bool dead = false;
  // Looked at without the lock first: as a rule all are alive.
  for (uint32_t slot = 0; slot < kMaxReaders && !dead; slot++) {
    if (control->readers[slot].used.load(std::memory_order_relaxed) == 0) continue;
    const bool own = write_region_ == read_region_ && slot == own_slot_;
    dead = !own && !file_.IsLockedByOther(ReaderLock(write_region_, slot));
  }
  if (!dead) return Status::Ok();
  const Membership membership(&file_);
  if (!membership.status().ok()) return membership.status();
  uint32_t living = 0;
  return Sweep(write_region_, any, &living);
}

}  // namespace memlane
