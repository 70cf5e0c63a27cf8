// SPDX-License-Identifier: Apache-2.0
// A communicator on the loop: its file, its two ends, and the threads that wake it. No JavaScript values; the Broadcast
// in broadcast.h is its face.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "binding/futex_waiter.h"
#include "binding/loop_resource.h"
#include "core/broadcast_file.h"
#include "core/spin_policy.h"

namespace memlane {

class BroadcastCore final : public LoopResource {
 public:
  // Bits of an event.
  static constexpr uint32_t kReadable = 1;
  static constexpr uint32_t kWritable = 2;
  // What Read() and the writes return instead of a number of bytes.
  static constexpr int64_t kNextIsPiece = -1;
  static constexpr int64_t kFault = -2;

  // Receives events, never from inside a call of this object.
  class Face {
   public:
    virtual void OnEvent(uint32_t events) = 0;
    // This object is gone after the call.
    virtual void OnGone() = 0;

   protected:
    ~Face() = default;
  };

  static BroadcastCore* Create(Environment* environment, std::string path, uint64_t capacity, Face* face);

  // First, and again after kBusy, kBeingMade and kAgain.
  Status Open(BroadcastConflict* conflict);
  void SetPatience(uint32_t ms) {
    if (!closing()) file_->SetPatience(ms);
  }
  Status Use(uint64_t read_position, uint64_t write_position, BroadcastConflict* conflict);

  // Begins to deliver kReadable, again and again while bytes wait that Read() has not freed.
  Status Join(BroadcastConflict* conflict);
  // Ends it; `consumed` as for Read().
  void Leave(uint64_t consumed);
  // How far this reader has come, or had when it left.
  uint64_t head() const { return reader_.head(); }
  // Frees `consumed` bytes of what was read last, then copies whole messages. 0: none wait.
  int64_t Read(uint8_t* into, size_t length, uint64_t consumed);
  // False when no record waits.
  bool NextPiece(RecordHeader* header);
  // Bytes that TakePiece() copies.
  size_t piece_length() const { return reader_.piece_bytes() - kRecordHeaderBytes; }
  void TakePiece(uint8_t* into);

  Status ClaimWriter(BroadcastConflict* conflict);
  uint64_t write_size() const { return writer_.size(); }
  // The bytes taken. When not all are, kWritable will follow.
  int64_t WriteRecords(const uint8_t* records, size_t length);
  int64_t WritePieces(const uint8_t* message, uint32_t length, uint32_t done);
  // 1 when the message is out, 0 when there is no room for it now.
  int64_t TryMessage(const uint8_t* message, uint32_t length);

  // Whether what goes on here keeps the loop alive. What goes on is a reader, and a write that waits.
  void SetAlive(bool alive);
  bool active() const { return !closing() && (reading_ || waiting_); }

  // The face is gone first.
  void Detach() { face_ = nullptr; }

 private:
  BroadcastCore(Environment* environment, std::string path, uint64_t capacity, Face* face)
      : LoopResource(environment), path_(std::move(path)), capacity_(capacity), face_(face) {}
  ~BroadcastCore() override;

  void Init();
  void OnClosing() override;
  // Offers what waits, then sleeps, or has itself called again in the next turn of the loop.
  void OnBytes();
  // True when a spin found bytes.
  bool Spin();
  void OnRoom();
  void OnProbe();
  int64_t Written(const BroadcastWriter::Result& result, size_t length);
  void SetWaiting(bool waiting);
  void UpdateAlive();

  static BroadcastCore* Self(void* data) { return static_cast<BroadcastCore*>(static_cast<LoopResource*>(data)); }

  const std::string path_;
  const uint64_t capacity_;
  Face* face_;
  // Null once it was left to a farewell.
  std::unique_ptr<BroadcastFile> file_ = std::make_unique<BroadcastFile>();
  BroadcastReader reader_;
  BroadcastWriter writer_;
  FutexWaiter bytes_waiter_;
  FutexWaiter room_waiter_;
  uint64_t last_probe_ns_ = 0;
  SpinPolicy spin_policy_;
  bool asleep_ = false;
  bool alive_ = true;
  bool reading_ = false;
  bool writing_ = false;
  bool waiting_ = false;
  uv_async_t bytes_async_;
  uv_async_t room_async_;
  uv_timer_t probe_timer_;
};

}  // namespace memlane
