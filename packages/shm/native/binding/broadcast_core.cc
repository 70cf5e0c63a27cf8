// SPDX-License-Identifier: Apache-2.0
#include "binding/broadcast_core.h"

#include "binding/broadcast_farewell.h"
#include "binding/spin.h"
#include "platform/cpu.h"
#include "platform/futex.h"

namespace memlane {
namespace {

// How often a writer that waits looks whether those it waits for are alive. A dead reader is forgotten within a second.
constexpr uint64_t kProbeMs = 250;

// Longest spin before a reader sleeps, while it pays; docs/decisions/spin-before-sleep.md has the figures behind it.
constexpr uint64_t kSpinNs = 20'000;

}  // namespace

BroadcastCore* BroadcastCore::Create(Environment* environment, std::string path, uint64_t capacity, Face* face) {
  auto* core = new BroadcastCore(environment, std::move(path), capacity, face);
  core->Init();
  return core;
}

void BroadcastCore::Init() {
  uv_loop_t* loop = environment()->loop();
  uv_timer_init(loop, &probe_timer_);
  Own(&probe_timer_);
  // Nothing can fail here but the first handle of this kind in a loop, which Node's own is.
  if (uv_async_init(loop, &bytes_async_, [](uv_async_t* async) { Self(async->data)->OnBytes(); }) == 0) Own(&bytes_async_);
  if (uv_async_init(loop, &room_async_, [](uv_async_t* async) { Self(async->data)->OnRoom(); }) == 0) Own(&room_async_);
  SetRef(false);
}

BroadcastCore::~BroadcastCore() {
  if (face_ != nullptr) face_->OnGone();
}

void BroadcastCore::OnClosing() {
  bytes_waiter_.Stop();
  room_waiter_.Stop();
  if (environment()->tearing_down()) file_->SetPatience(BroadcastFile::kLastPatienceMs);
  if (reading_) file_->Leave(reader_);
  if (writing_) writer_.DropWish();
  reading_ = writing_ = waiting_ = false;
  const Status status = file_->Close();
  const bool is_left_over = status.code == Code::kBusy || status.code == Code::kAgain;
  if (is_left_over && !environment()->tearing_down()) BroadcastFarewell::Begin(environment(), std::move(file_));
}

Status BroadcastCore::Open(BroadcastConflict* conflict) {
  return closing() ? Status::Of(Code::kClosed) : file_->Open(path_, capacity_, conflict);
}

Status BroadcastCore::Use(uint64_t read_position, uint64_t write_position, BroadcastConflict* conflict) {
  return closing() || !file_->is_open() ? Status::Of(Code::kClosed) : file_->Use(read_position, write_position, conflict);
}

// --- Reader

Status BroadcastCore::Join(BroadcastConflict* conflict) {
  if (closing()) return Status::Of(Code::kClosed);
  if (reading_) return Status::Ok();
  const Status status = file_->Join(&reader_, conflict);
  if (!status.ok()) return status;
  if (!bytes_waiter_.Start(&file_->read_region()->bytes_bell, &bytes_async_)) {
    file_->Leave(reader_);
    return Status::Of(Code::kResourceExhausted);
  }
  reading_ = true;
  asleep_ = false;
  // With one processor the writer could not run meanwhile.
  spin_policy_ = SpinPolicy(UsableCpus() > 1 ? kSpinNs : 0);
  UpdateAlive();
  // Bytes may be here already, and this side has yet to say that it sleeps.
  uv_async_send(&bytes_async_);
  return status;
}

void BroadcastCore::Leave(uint64_t consumed) {
  if (closing() || !reading_) return;
  reading_ = false;
  bytes_waiter_.Stop();
  (void)reader_.Release(consumed);  // leaving wakes the writer in any case
  file_->Leave(reader_);
  UpdateAlive();
}

void BroadcastCore::OnBytes() {
  if (closing() || !reading_) return;
  if (asleep_) {
    asleep_ = false;
    spin_policy_.Woken(NowNs());
  }
  // A fault is told by the Read() that the event asks for.
  bool has_bytes = false;
  if ((!reader_.CheckBytes(&has_bytes).ok() || has_bytes) && face_ != nullptr) face_->OnEvent(kReadable);
  if (closing() || !reading_) return;
  const bool faulty = !reader_.CheckBytes(&has_bytes).ok();
  if (faulty) return;
  bool sleeps = false;
  if (!has_bytes && !Spin() && (!reader_.Sleep(&sleeps).ok() || sleeps)) {
    asleep_ = sleeps;
    if (sleeps) return;
  }
  uv_async_send(&bytes_async_);
}

bool BroadcastCore::Spin() {
  spin_policy_.BeginIdle(NowNs());
  if (!spin_policy_.ShouldSpin()) return false;
  const SpinEnd end = SpinOnLoop(environment()->loop(), spin_policy_.spin_end_ns(), [this] {
    bool bytes = false;
    // A fault is something to do as well: the next turn meets it again.
    return !reader_.CheckBytes(&bytes).ok() || bytes;
  });
  if (end == SpinEnd::kFound) spin_policy_.Succeeded();
  if (end == SpinEnd::kTimeUp) spin_policy_.Failed();
  return end == SpinEnd::kFound;
}

int64_t BroadcastCore::Read(uint8_t* into, size_t length, uint64_t consumed) {
  if (closing() || !reading_) return 0;
  if (reader_.Release(consumed)) FutexWakeAll(&file_->read_region()->room_bell);
  // Two rounds are enough unless somebody changes bytes that were published.
  for (int round = 0; round < 2; round++) {
    size_t read = 0;
    if (!reader_.CopyRecords(into, length, &read).ok()) return kFault;
    if (read > 0) return static_cast<int64_t>(read);
    RecordHeader header;
    bool piece = false;
    if (!reader_.NextPiece(&header, &piece).ok()) return kFault;
    if (!piece) return 0;
    if (!header.whole() || header.length() + kRecordHeaderBytes > length) return kNextIsPiece;
    // A whole message has come in between.
  }
  return kFault;
}

bool BroadcastCore::NextPiece(RecordHeader* header) {
  bool has = false;
  return !closing() && reading_ && reader_.NextPiece(header, &has).ok() && has;
}

void BroadcastCore::TakePiece(uint8_t* into) {
  if (closing() || !reading_) return;
  reader_.CopyPiece(into);
  if (reader_.Release(reader_.piece_bytes())) FutexWakeAll(&file_->read_region()->room_bell);
}

// --- Writer

Status BroadcastCore::ClaimWriter(BroadcastConflict* conflict) {
  if (closing()) return Status::Of(Code::kClosed);
  if (writing_) return Status::Ok();
  const Status status = file_->ClaimWriter(&writer_, conflict);
  writing_ = status.ok();
  return status;
}

int64_t BroadcastCore::Written(const BroadcastWriter::Result& result, size_t length) {
  if (result.wake) FutexWakeAll(&file_->write_region()->bytes_bell);
  if (!result.status.ok()) return kFault;
  if (result.written < length) SetWaiting(true);
  return static_cast<int64_t>(result.written);
}

int64_t BroadcastCore::WriteRecords(const uint8_t* records, size_t length) {
  if (closing() || !writing_) return kFault;
  return Written(writer_.WriteRecords(records, length), length);
}

int64_t BroadcastCore::WritePieces(const uint8_t* message, uint32_t length, uint32_t done) {
  if (closing() || !writing_) return kFault;
  return Written(writer_.WritePieces(message, length, done), length - done);
}

int64_t BroadcastCore::TryMessage(const uint8_t* message, uint32_t length) {
  if (closing() || !writing_) return kFault;
  BroadcastWriter::Result result = writer_.WriteMessage(message, length);
  // Nobody waits here, so the dead are looked for now and then on the way.
  if (result.status.ok() && !result.published && NowNs() - last_probe_ns_ >= kProbeMs * 1'000'000) {
    last_probe_ns_ = NowNs();
    bool any = false;
    (void)file_->ForgetDeadReaders(&any);
    if (any) result = writer_.WriteMessage(message, length);
  }
  if (result.wake) FutexWakeAll(&file_->write_region()->bytes_bell);
  return result.status.ok() ? (result.published ? 1 : 0) : kFault;
}

void BroadcastCore::SetWaiting(bool waiting) {
  if (waiting == waiting_) return;
  waiting_ = waiting;
  if (waiting) {
    uv_timer_start(&probe_timer_, [](uv_timer_t* timer) { Self(timer->data)->OnProbe(); }, kProbeMs, kProbeMs);
    // The first time, room may have come before the thread looked at the word. Without a thread the timer has to do.
    if (!room_waiter_.running() && room_waiter_.Start(&file_->write_region()->room_bell, &room_async_)) {
      uv_async_send(&room_async_);
    }
  } else {
    uv_timer_stop(&probe_timer_);
  }
  UpdateAlive();
}

void BroadcastCore::OnRoom() {
  if (closing() || !waiting_) return;
  bool has_room = false;
  // A fault is told by the write that the event asks for.
  if (writer_.CheckRoom(&has_room).ok() && !has_room) return;
  SetWaiting(false);
  if (face_ != nullptr) face_->OnEvent(kWritable);
}

void BroadcastCore::OnProbe() {
  if (closing()) return;
  bool any = false;
  // When the file's lock is taken now, the next look will do.
  (void)file_->ForgetDeadReaders(&any);
  OnRoom();
}

// --- The loop

void BroadcastCore::SetAlive(bool alive) {
  alive_ = alive;
  UpdateAlive();
}

void BroadcastCore::UpdateAlive() {
  if (closing()) return;
  alive_ && active() ? uv_ref(reinterpret_cast<uv_handle_t*>(&bytes_async_))
                     : uv_unref(reinterpret_cast<uv_handle_t*>(&bytes_async_));
}

}  // namespace memlane
