// SPDX-License-Identifier: Apache-2.0
// The mapped file of communicators as all its processes see it: a header, the control words of each region, then the
// bytes. docs/memory-layout.md is its description for people; the assertions below keep the two together.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace memlane {

constexpr uint64_t kBroadcastMagic = 0x3150414d454e4c4dull;  // "MLNEMAP1" in memory
constexpr uint32_t kBroadcastVersion = 1;
constexpr uint32_t kMaxRegions = 16;
constexpr uint32_t kMaxReaders = 32;
// A region holds at least the header of a record and a byte.
constexpr uint64_t kMinRegionBytes = 16;
constexpr uint64_t kMaxBroadcastCapacity = 1ull << 30;
constexpr uint32_t kRecordHeaderBytes = 8;
constexpr uint32_t kMaxMessageBytes = 1u << 30;
constexpr size_t kBroadcastHeaderBytes = 4096;
constexpr size_t kRegionControlBytes = 8192;

// Written once by the process that makes the file, while no other one can have it open.
struct BroadcastHeader {
  uint64_t magic;
  uint32_t version;
  uint32_t zero;
  uint64_t capacity;
  uint8_t unused[kBroadcastHeaderBytes - 24];
};

// One reader of a region.
struct ReaderSlot {
  // Bytes that the reader has finished with.   REUSABLE: release in the reader -> acquire in the writer.
  std::atomic<uint64_t> head;
  // 1 while a reader has the slot.             KEPT: release of 0 by who ends the slot -> acquire in the writer.
  std::atomic<uint32_t> used;
  // For messages to people.
  std::atomic<uint32_t> pid;
  uint8_t unused[112];
};

// Words that different processes write lie on different pairs of cache lines, but for those of the first line, which are
// written under the file's lock.
struct RegionControl {
  std::atomic<uint32_t> used;       // 1 while the entry stands for a position
  std::atomic<uint32_t> user_pid;   // who began it; for messages to people
  std::atomic<uint64_t> position;   // where its bytes begin
  std::atomic<uint64_t> size;       // bytes of the region, 0 until its first writer
  std::atomic<uint64_t> kept;       // where a reader begins that finds no other one
  uint8_t unused_0[96];
  // Written by the writer only: bytes ever published.   PUBLISHED: release here -> acquire in the readers.
  std::atomic<uint64_t> tail;
  std::atomic<uint32_t> writer_pid;
  uint8_t unused_1[116];
  // Set to 1 by a reader before it sleeps, exchanged for 0 by the writer that will wake them all.
  std::atomic<uint32_t> readers_sleep;
  uint8_t unused_2[124];
  // Counts wake-ups of readers; they wait on it.
  std::atomic<uint32_t> bytes_bell;
  uint8_t unused_3[124];
  // The head that the waiting writer needs of every reader, 0 for none. Written by the writer only.
  std::atomic<uint64_t> wanted;
  uint8_t unused_4[120];
  // Counts wake-ups of the writer; it waits on it.
  std::atomic<uint32_t> room_bell;
  uint8_t unused_5[4096 - 644];
  ReaderSlot readers[kMaxReaders];
};

static_assert(std::atomic<uint64_t>::is_always_lock_free && std::atomic<uint32_t>::is_always_lock_free);
static_assert(sizeof(std::atomic<uint64_t>) == 8 && sizeof(std::atomic<uint32_t>) == 4);
static_assert(offsetof(BroadcastHeader, version) == 8);
static_assert(offsetof(BroadcastHeader, capacity) == 16);
static_assert(sizeof(BroadcastHeader) == kBroadcastHeaderBytes);
static_assert(offsetof(ReaderSlot, used) == 8);
static_assert(offsetof(ReaderSlot, pid) == 12);
static_assert(sizeof(ReaderSlot) == 128);
static_assert(offsetof(RegionControl, user_pid) == 4);
static_assert(offsetof(RegionControl, position) == 8);
static_assert(offsetof(RegionControl, size) == 16);
static_assert(offsetof(RegionControl, kept) == 24);
static_assert(offsetof(RegionControl, tail) == 128);
static_assert(offsetof(RegionControl, writer_pid) == 136);
static_assert(offsetof(RegionControl, readers_sleep) == 256);
static_assert(offsetof(RegionControl, bytes_bell) == 384);
static_assert(offsetof(RegionControl, wanted) == 512);
static_assert(offsetof(RegionControl, room_bell) == 640);
static_assert(offsetof(RegionControl, readers) == 4096);
static_assert(sizeof(RegionControl) == kRegionControlBytes);

constexpr size_t kBroadcastControlBytes = kBroadcastHeaderBytes + kMaxRegions * kRegionControlBytes;

constexpr uint64_t BroadcastFileBytes(uint64_t capacity) { return kBroadcastControlBytes + capacity; }

// The head of a record: a message, or a piece of one. Little-endian as everything here.
struct RecordHeader {
  static constexpr uint32_t kFirst = 1u << 31;

  // Bytes of this piece; with kFirst where it begins a message.
  uint32_t length_and_first = 0;
  // Bytes of the message in the pieces after this one.
  uint32_t rest = 0;

  uint32_t length() const { return length_and_first & ~kFirst; }
  bool first() const { return (length_and_first & kFirst) != 0; }
  // A message in one piece.
  bool whole() const { return first() && rest == 0; }
};
static_assert(sizeof(RecordHeader) == kRecordHeaderBytes && offsetof(RecordHeader, rest) == 4);

// Bytes of the file that carry locks; they lie far beyond any file, and need not exist.
constexpr uint32_t kLockBase = 0x7000'0000;
// Exclusive while somebody comes, goes, or changes a word that says "under the file's lock".
constexpr uint32_t kMembersLock = kLockBase;
// Shared by every process that has the file mapped.
constexpr uint32_t kPresenceLock = kLockBase + 1;
// Exclusive while the file is made, which takes as long as the disk does.
constexpr uint32_t kMakingLock = kLockBase + 2;
// Shared by all that use the position of a region.
constexpr uint32_t UseLock(uint32_t region) { return kLockBase + 64 * (region + 1); }
constexpr uint32_t WriterLock(uint32_t region) { return UseLock(region) + 1; }
constexpr uint32_t ReaderLock(uint32_t region, uint32_t slot) { return UseLock(region) + 2 + slot; }

}  // namespace memlane
