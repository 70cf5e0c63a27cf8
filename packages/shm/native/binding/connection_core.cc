// SPDX-License-Identifier: Apache-2.0
// One turn of a connection, and what begins one.
#include "binding/connection_core.h"

#include <utility>

#include "binding/spin.h"
#include "platform/cpu.h"
#include "platform/heap.h"
#include "platform/wait.h"

namespace memlane {
namespace {

// Copies of so many bytes go on while the other side keeps up.
constexpr uint32_t kBulkBytes = 8 * 1024;
// Who reads so much at once gets large messages, or many: memory for them is taken and freed without end.
constexpr uint32_t kLargeBytes = 16 * 1024;
// Longest time in which a turn begins to deliver once more, so that the rest of the loop has its turn.
constexpr uint64_t kTurnNs = 50'000;
// What it takes to wake a process on a processor that has halted; docs/decisions/spin-before-sleep.md has figures.
constexpr uint64_t kWakePeerNs = 50'000;

}  // namespace

ConnectionCore* ConnectionCore::Open(Environment* environment, std::unique_ptr<Endpoint> endpoint,
                                     Face* face) {
  auto* core = new ConnectionCore(environment, std::move(endpoint), face);
  if (core->Init()) return core;
  core->Detach();
  core->Close();
  return nullptr;
}

bool ConnectionCore::Init() {
  if (endpoint_->role() == Role::kServer) environment()->AddServed(endpoint_->segment_identity());
  uv_loop_t* loop = environment()->loop();
  if (uv_idle_init(loop, &again_idle_) != 0) return false;
  Own(&again_idle_);
  if (uv_prepare_init(loop, &again_prepare_) != 0) return false;
  Own(&again_prepare_);
  if (uv_poll_init(loop, &socket_poll_, endpoint_->socket_fd()) != 0) return false;
  Own(&socket_poll_);
  if (endpoint_->bell_fd() >= 0) {
    if (uv_poll_init(loop, &bell_poll_, endpoint_->bell_fd()) != 0) return false;
    Own(&bell_poll_);
  }
  if (endpoint_->pidfd() >= 0) {
    if (uv_poll_init(loop, &pidfd_poll_, endpoint_->pidfd()) != 0) return false;
    Own(&pidfd_poll_);
  }
  return true;
}

ConnectionCore::~ConnectionCore() {
  ForgetServed();
  if (face_ != nullptr) face_->OnGone();
}

void ConnectionCore::OnClosed() {
  // The memory and the descriptors go before anybody hears of it.
  last_counters_ = endpoint_->counters();
  ForgetServed();
  endpoint_.reset();
  if (face_ != nullptr && started_) face_->OnEvent(kClosed, fault_);
}

void ConnectionCore::Start() {
  if (closing() || started_) return;
  started_ = true;
  if (endpoint_->bell_fd() >= 0) uv_poll_start(&bell_poll_, UV_READABLE, OnBell);
  uv_poll_start(&socket_poll_, UV_READABLE | UV_DISCONNECT, OnSocket);
  if (endpoint_->pidfd() >= 0) uv_poll_start(&pidfd_poll_, UV_READABLE, OnPidfd);
  // Bytes may be here already, and this side has yet to say that it sleeps.
  Again();
}

uint32_t ConnectionCore::Write(const uint8_t* from, uint32_t length) {
  if (closing()) return 0;
  uint32_t written = 0;
  const Status status = endpoint_->Write(from, length, &written);
  if (!status.ok()) Fault(status);
  return written;
}

uint32_t ConnectionCore::Read(uint8_t* into, uint32_t length) {
  if (closing()) return 0;
  uint32_t read = 0;
  const Status status = endpoint_->Read(into, length, &read);
  if (!status.ok()) Fault(status);
  if (read >= kLargeBytes) KeepFreedMemory();
  return read;
}

uint32_t ConnectionCore::Fill(uint8_t* into, uint32_t length) {
  uint32_t filled = Read(into, length);
  if (filled > 0 && filled < length && !closing() && IsBulk(length)) {
    KeepMoving(length - filled, [&] {
      const uint32_t more = Read(into + filled, length - filled);
      filled += more;
      return more;
    });
  }
  return filled;
}

uint32_t ConnectionCore::Unread() {
  if (closing()) return 0;
  uint32_t unread = 0;
  const Status status = endpoint_->CheckUnread(&unread);
  if (!status.ok()) Fault(status);
  return unread;
}

void ConnectionCore::Turn() {
  endpoint_->Wake();
  if (again_) {
    again_ = false;
    uv_idle_stop(&again_idle_);
    uv_prepare_stop(&again_prepare_);
  }
  if (asleep_) {
    asleep_ = false;
    if (spin_policy_.enabled()) spin_policy_.Woken(NowNs());
  }
  const uint64_t end_ns = spin_policy_.enabled() ? NowNs() + kTurnNs : 0;
  while (Deliver() && AwaitMore(end_ns)) {
  }
}

bool ConnectionCore::Deliver() {
  // Read before the bytes are looked at: what a peer published before it went is seen below.
  const bool gone = endpoint_->peer_gone();
  bool room = false;
  bool bytes = false;
  Status status = endpoint_->TakeRoom(&room);
  if (status.ok()) status = endpoint_->CheckBytes(&bytes);
  if (!status.ok()) {
    Fault(status);
    return false;
  }
  if (std::exchange(room_untold_, false)) room = true;
  const uint64_t read_before = endpoint_->counters().bytes_read;
  const uint32_t events = (bytes ? kReadable : 0) | (room && !gone ? kWritable : 0);
  if (events != 0) {
    idle_ = false;
    if (face_ != nullptr) face_->OnEvent(events, Status::Ok());
  }
  // A Wait() within the event has seen more than this turn: the next one looks at everything.
  if (closing() || again_) return false;
  if (!gone) return true;
  status = endpoint_->CheckBytes(&bytes);
  if (!status.ok()) {
    Fault(status);
    return false;
  }
  const uint64_t read = endpoint_->counters().bytes_read;
  // Everything was offered, or a peer that only closed its socket goes on writing.
  if (!bytes || read == read_before || read - read_when_gone_ > endpoint_->ring_bytes()) {
    Close();
  } else {
    Again();
  }
  return false;
}

bool ConnectionCore::AwaitMore(uint64_t turn_end_ns) {
  if (spin_policy_.enabled()) {
    // Left unread by a handler that lets others run first.
    if (HasWork()) {
      Again();
      return false;
    }
    // The loop may have had other things to do meanwhile, such as a call of ours: then the peer has its time from there.
    if (!std::exchange(idle_, true) || spin_policy_.HasMoved(BytesMoved())) {
      spin_policy_.BeginIdle(NowNs(), BytesMoved());
    }
    if (spin_policy_.ShouldSpin()) {
      switch (SpinOnLoop(environment()->loop(), spin_policy_.spin_end_ns(), [this] { return HasWork(); })) {
        case SpinEnd::kFound:
          spin_policy_.Succeeded();
          if (NowNs() < turn_end_ns) return true;
          Again();
          return false;
        case SpinEnd::kLoopBusy:
          // The loop does not wait now: the spin goes on after it, and the peer need not ring.
          Again();
          return false;
        case SpinEnd::kTimeUp:
          spin_policy_.Failed();
          break;
        case SpinEnd::kCpuWanted:
          break;
      }
    }
    idle_ = false;
  }
  bool sleeps = false;
  const Status status = endpoint_->Sleep(&sleeps);
  if (!status.ok()) {
    Fault(status);
  } else if (sleeps) {
    asleep_ = true;
  } else {
    Again();
  }
  return false;
}

void ConnectionCore::SetSpin(uint64_t limit_ns) {
  // With one processor the peer could not run meanwhile.
  const bool spins = limit_ns > 0 && UsableCpus() > 1;
  spin_policy_ = SpinPolicy(spins ? limit_ns : 0);
  // A thread that blocks has nothing else to do, so that it may as well spin until the peer has been woken.
  wait_policy_ = SpinPolicy(spins ? limit_ns + kWakePeerNs : 0);
}

bool ConnectionCore::IsBulk(uint32_t bytes) const {
  // Not after the end of the peer, which moves nothing.
  return bytes >= kBulkBytes && spin_policy_.enabled() && endpoint_ != nullptr && !endpoint_->peer_gone();
}

bool ConnectionCore::HasWork() {
  bool bytes = false;
  // A fault is something to do as well: whoever looks next meets it again.
  return !endpoint_->CheckBytes(&bytes).ok() || bytes || endpoint_->RoomGuess();
}

void ConnectionCore::Again() {
  if (again_ || closing()) return;
  again_ = true;
  // While an idle handle is active the loop polls without waiting; so others get their turn in between. The turn itself
  // waits for the next phase: while the loop runs idle handles it does not count those that are still to come, such as
  // Node's own for setImmediate(), and seems to have nothing to do.
  uv_idle_start(&again_idle_, [](uv_idle_t*) {});
  uv_prepare_start(&again_prepare_, OnAgain);
}

void ConnectionCore::PeerGone() {
  if (closing()) return;
  endpoint_->PeerEnded();
  read_when_gone_ = endpoint_->counters().bytes_read;
  uv_poll_stop(&socket_poll_);
  if (endpoint_->bell_fd() >= 0) uv_poll_stop(&bell_poll_);
  if (endpoint_->pidfd() >= 0) uv_poll_stop(&pidfd_poll_);
}

void ConnectionCore::Fault(const Status& status) {
  if (closing()) return;
  fault_ = status;
  Close();
}

void ConnectionCore::OnBell(uv_poll_t* handle, int, int) {
  auto* core = static_cast<ConnectionCore*>(static_cast<LoopResource*>(handle->data));
  core->endpoint_->TakeBell();
  core->Turn();
}

void ConnectionCore::OnSocket(uv_poll_t* handle, int, int) {
  auto* core = static_cast<ConnectionCore*>(static_cast<LoopResource*>(handle->data));
  const Status status = core->endpoint_->TakeSocket();
  if (!status.ok()) return core->Fault(status);
  if (core->endpoint_->peer_gone()) core->PeerGone();
  core->Turn();
}

void ConnectionCore::OnPidfd(uv_poll_t* handle, int, int) {
  auto* core = static_cast<ConnectionCore*>(static_cast<LoopResource*>(handle->data));
  core->PeerGone();
  core->Turn();
}

void ConnectionCore::OnAgain(uv_prepare_t* handle) {
  static_cast<ConnectionCore*>(static_cast<LoopResource*>(handle->data))->Turn();
}

}  // namespace memlane
