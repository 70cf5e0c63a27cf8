// SPDX-License-Identifier: Apache-2.0
// One turn of a connection, and what begins one.
#include "binding/connection_core.h"

#include <utility>

#include "binding/spin.h"
#include "platform/cpu.h"
#include "platform/wait.h"

namespace memlane {

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
  return read;
}

void ConnectionCore::Turn() {
  endpoint_->Wake();
  if (again_) {
    again_ = false;
    uv_idle_stop(&again_idle_);
  }
  if (asleep_) {
    asleep_ = false;
    if (spin_policy_.limit_ns() > 0) spin_policy_.Woken(NowNs());
  }
  // Read before the bytes are looked at: what a peer published before it went is seen below.
  const bool gone = endpoint_->peer_gone();
  bool room = false;
  bool bytes = false;
  Status status = endpoint_->TakeRoom(&room);
  if (status.ok()) status = endpoint_->CheckBytes(&bytes);
  if (!status.ok()) return Fault(status);
  if (std::exchange(room_untold_, false)) room = true;
  const uint64_t read_before = endpoint_->counters().bytes_read;
  const uint32_t events = (bytes ? kReadable : 0) | (room && !gone ? kWritable : 0);
  if (events != 0 && face_ != nullptr) face_->OnEvent(events, Status::Ok());
  // A Wait() within the event has seen more than this turn: the next one looks at everything.
  if (closing() || again_) return;
  if (gone) {
    status = endpoint_->CheckBytes(&bytes);
    if (!status.ok()) return Fault(status);
    const uint64_t read = endpoint_->counters().bytes_read;
    // Everything was offered, or a peer that only closed its socket goes on writing.
    if (!bytes || read == read_before || read - read_when_gone_ > endpoint_->ring_bytes()) return Close();
    return Again();
  }
  if (spin_policy_.limit_ns() > 0 && Spin()) return Again();
  bool sleeps = false;
  status = endpoint_->Sleep(&sleeps);
  if (!status.ok()) return Fault(status);
  if (!sleeps) return Again();
  asleep_ = true;
}

void ConnectionCore::SetSpin(uint64_t limit_ns) {
  // With one processor the peer could not run meanwhile.
  spin_policy_ = SpinPolicy(UsableCpus() > 1 ? limit_ns : 0);
  wait_policy_ = spin_policy_;
}

bool ConnectionCore::Spin() {
  const uint64_t begin_ns = NowNs();
  spin_policy_.BeginIdle(begin_ns);
  if (!spin_policy_.ShouldSpin()) return false;
  const bool found = SpinOnLoop(environment()->loop(), begin_ns, spin_policy_.limit_ns(), [this] {
    return HasWork();
  });
  found ? spin_policy_.Succeeded() : spin_policy_.Failed();
  return found;
}

bool ConnectionCore::HasWork() {
  bool bytes = false;
  // A fault is something to do as well: whoever looks next meets it again.
  return !endpoint_->CheckBytes(&bytes).ok() || bytes || endpoint_->RoomGuess();
}

void ConnectionCore::Again() {
  if (again_ || closing()) return;
  again_ = true;
  // While an idle handle is active the loop polls without waiting; so others get their turn in between.
  uv_idle_start(&again_idle_, OnAgain);
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

void ConnectionCore::OnAgain(uv_idle_t* handle) {
  static_cast<ConnectionCore*>(static_cast<LoopResource*>(handle->data))->Turn();
}

}  // namespace memlane
