// SPDX-License-Identifier: Apache-2.0
// The mapped file that communicators of one name share: who has it open, who uses which position, who writes and who
// reads. All of that changes under the file's lock, and what says that a process is there are locks that the kernel
// releases when it dies. No process id is trusted; they are kept for messages to people.
//
// The first one in resets the file that a crash has left; the last one out removes it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/broadcast_layout.h"
#include "core/broadcast_ring.h"
#include "platform/locked_file.h"
#include "platform/memory_segment.h"
#include "platform/status.h"

namespace memlane {

// What a failure is about, for its message.
struct BroadcastConflict {
  // Of the region in the way, or that a role was wanted in.
  uint64_t position = 0;
  // Of that region, 0 while nobody has written into it.
  uint64_t size = 0;
  // Of the other process, 0 when unknown.
  uint32_t pid = 0;
  // Of the file, with kCapacityMismatch.
  uint64_t capacity = 0;
};

class BroadcastFile {
 public:
  // For who has no event loop any more that would be held up.
  static constexpr uint32_t kLastPatienceMs = 100;

  BroadcastFile() = default;
  ~BroadcastFile() {
    (void)Close();
    file_.Close();
  }
  BroadcastFile(const BroadcastFile&) = delete;
  BroadcastFile& operator=(const BroadcastFile&) = delete;

  // How long each call may wait for the file's lock before it says kBusy, in ms. A process has the lock for microseconds
  // unless it is stopped just then; once a call has waited in vain, the next ones look only once until one gets the lock.
  void SetPatience(uint32_t ms) {
    patience_ms_ = ms;
    is_held_up_ = false;
  }

  // Opens the file at `path`, makes it, or resets one that nobody uses. kBusy and kBeingMade change nothing: call again.
  // A large file is made in steps, one by each call: kAgain until the last one. Until then this opening has the file's lock.
  // kCapacityMismatch, kCorrupt for what is no such file, which stays as it is, and what LockedFile::Open() says.
  Status Open(const std::string& path, uint64_t capacity, BroadcastConflict* conflict);

  // Says that this opening uses the two positions, which may be one. Called once. kOverlap when one lies within a region
  // of others or too near to it; kTooManyRegions. On failure neither is used.
  Status Use(uint64_t read_position, uint64_t write_position, BroadcastConflict* conflict);

  // Makes this opening the one writer of its write position. kWriterExists.
  Status ClaimWriter(BroadcastWriter* writer, BroadcastConflict* conflict);

  // Takes a reader's slot at the read position. kTooManyReaders.
  Status Join(BroadcastReader* reader, BroadcastConflict* conflict);
  // Ends it; what it has not released is kept for the next one, when it was the last.
  void Leave(const BroadcastReader& reader);

  // Forgets readers of the write position that have died. `*any` says whether there were any. Never waits for the lock.
  Status ForgetDeadReaders(bool* any);

  // Gives all roles back, and removes the file if nobody else has it open. kBusy while another process has the file's lock:
  // the roles are free then, and a later call removes the file. kAgain when it was large: each call frees a step of it.
  // The mapping stays until the object ends, but what it shows is not to be touched any more.
  Status Close();

  bool is_open() const { return mapping_.data() != nullptr; }
  RegionControl* read_region() const { return region(read_region_); }
  RegionControl* write_region() const { return region(write_region_); }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  // Enough for a process that runs, and nothing that an event loop would feel.
  static constexpr uint32_t kPatienceMs = 1;
  // What one call reserves or frees: few milliseconds, where the file lies in memory.
  static constexpr uint64_t kBytesPerStep = 16 * 1024 * 1024;
  // How often a file that goes while it is opened is opened anew.
  static constexpr int kMaxOpenings = 100;

  class Membership;

  RegionControl* region(uint32_t index) const {
    return reinterpret_cast<RegionControl*>(mapping_.data() + kBroadcastHeaderBytes + index * kRegionControlBytes);
  }
  uint8_t* bytes_at(uint64_t position) const { return mapping_.data() + kBroadcastControlBytes + position; }

  // kNotFound when the path does not lead to this file any more.
  Status Enter(BroadcastConflict* conflict);
  // Begins to make the file if nobody has it open.
  Status Look();
  // kCorrupt for what stands in the file's place and is none of a communicator: it is not touched.
  Status CheckLeft() const;
  Status BeginMaking();
  Status GoOnMaking();
  void EndMaking(bool is_made);
  Status WriteHeader();
  Status Depart();
  void GiveRolesBack();
  // Of a file that nobody else has, nor will have.
  Status FreeSome();
  // Joins those who have the file open.
  Status Attend(BroadcastConflict* conflict);
  // Frees entries that nobody uses and that keep nothing unread.
  Status FreeUnused();
  // The entry for `position`, or a free one that is not `taken`; kOverlap, kTooManyRegions.
  Status FindEntry(uint64_t position, uint32_t taken, uint32_t* index, BroadcastConflict* conflict);
  Status UseEntry(uint32_t index, uint64_t position);
  // The size of the write region, fixed now if it was not yet.
  Status FixSize(uint64_t* size);
  BroadcastConflict Describe(uint32_t index) const;
  // Under the file's lock. `*living` counts the readers that are left.
  Status Sweep(uint32_t index, bool* any, uint32_t* living);
  // Wakes the readers as a writer does that has published. One that died may have taken their flag and not come to ring;
  // nobody would ever do it for them.
  static void RingReaders(RegionControl* control);
  void EndSlot(RegionControl* control, uint32_t slot, uint64_t head);

  std::string path_;
  LockedFile file_;
  MemoryMapping mapping_;
  uint64_t capacity_ = 0;
  uint32_t patience_ms_ = kPatienceMs;
  // The last call that wanted the lock waited in vain.
  bool is_held_up_ = false;
  // This opening makes the file, and has reserved so many bytes of it.
  bool is_making_ = false;
  uint64_t made_bytes_ = 0;
  // The last one out: the file is removed, and this opening has it for itself.
  bool is_alone_ = false;
  // Entries and positions that this opening uses. Private: what stands in the table may change at any time.
  uint32_t read_region_ = kNone;
  uint32_t write_region_ = kNone;
  uint64_t read_position_ = 0;
  uint64_t write_position_ = 0;
  // The slot that this opening holds at its read position.
  uint32_t own_slot_ = kNone;
};

}  // namespace memlane
