// SPDX-License-Identifier: Apache-2.0
// An open connection on the loop: waits on the endpoint's descriptors and turns what happens into events. No JavaScript
// values; the Connection in connection.h is its face.
#pragma once

#include <memory>

#include "binding/loop_resource.h"
#include "core/endpoint.h"
#include "core/spin_policy.h"

namespace memlane {

class ConnectionCore final : public LoopResource {
 public:
  // Bits of an event.
  static constexpr uint32_t kReadable = 1;
  static constexpr uint32_t kWritable = 2;
  static constexpr uint32_t kClosed = 4;

  // Receives events, never from inside a call of this object. `fault` is ok but for kClosed after a violation.
  class Face {
   public:
    virtual void OnEvent(uint32_t events, const Status& fault) = 0;
    // This object is gone after the call.
    virtual void OnGone() = 0;

   protected:
    ~Face() = default;
  };

  // Null when the loop has no room for the handles.
  static ConnectionCore* Open(Environment* environment, std::unique_ptr<Endpoint> endpoint, Face* face);

  // Begins to deliver events.
  void Start();

  uint32_t Write(const uint8_t* from, uint32_t length);
  uint32_t Read(uint8_t* into, uint32_t length);
  // As Read(), for bytes that the peer is about to write: goes on while it does.
  uint32_t Fill(uint8_t* into, uint32_t length);
  // Bytes written that the peer has yet to read.
  uint32_t Unread();

  // Spins for at most so long before it sleeps, when that pays; 0, the default, never.
  void SetSpin(uint64_t limit_ns);

  enum class Waited { kTimeout, kHappened, kEnded };

  // Blocks this thread, after a spin when that pays, until something happened: bytes, room, a sign of the peer's end.
  // kEnded once nothing more will come: everything was read, or fault() says why the rest is not to be had. The loop
  // looks at everything again afterwards, so none of its events is lost.
  Waited Wait(double timeout_ms);

  // Why the connection was closed; ok unless there was a violation.
  const Status& fault() const { return fault_; }

  // The serving end is open in this environment.
  bool IsOwnPeer() const;

  EndpointCounters counters() const { return endpoint_ == nullptr ? last_counters_ : endpoint_->counters(); }

  // The face is gone first.
  void Detach() { face_ = nullptr; }

 private:
  ConnectionCore(Environment* environment, std::unique_ptr<Endpoint> endpoint, Face* face)
      : LoopResource(environment), endpoint_(std::move(endpoint)), face_(face) {}
  ~ConnectionCore() override;

  bool Init();
  void OnClosed() override;

  // Delivers what there is, again and again while more comes in a moment; then sleeps, or has itself called again in the
  // next turn of the loop.
  void Turn();
  void Again();
  // Looks at everything once and delivers it. False when this turn is over.
  bool Deliver();
  // True when there is more to deliver in this turn. Otherwise it has seen to the next one.
  bool AwaitMore(uint64_t turn_end_ns);
  // The same while the thread is blocked: nothing else of the loop is looked at.
  bool SpinBlocked(double timeout_ms);
  Waited WaitOnce(double timeout_ms);
  // Whether a copy of so many bytes goes on while the peer keeps up.
  bool IsBulk(uint32_t bytes) const;
  // What bytes or room a look at the rings finds.
  bool HasWork();
  uint64_t BytesMoved() const { return endpoint_->counters().bytes_written + endpoint_->counters().bytes_read; }
  // The endpoint is about to go.
  void ForgetServed();
  void PeerGone();
  void Fault(const Status& status);

  static void OnBell(uv_poll_t* handle, int status, int events);
  static void OnSocket(uv_poll_t* handle, int status, int events);
  static void OnPidfd(uv_poll_t* handle, int status, int events);
  static void OnAgain(uv_prepare_t* handle);

  // Null once closed.
  std::unique_ptr<Endpoint> endpoint_;
  EndpointCounters last_counters_;
  Face* face_;
  Status fault_;
  bool started_ = false;
  bool again_ = false;
  bool asleep_ = false;
  // There was nothing to do when this was last looked at, and the spin for it goes on.
  bool idle_ = false;
  // Wait() took the room that a short write waited for; the loop still has to tell.
  bool room_untold_ = false;
  SpinPolicy spin_policy_;
  // Of Wait(): a thread that blocks for each answer has other idle periods than a loop.
  SpinPolicy wait_policy_;
  // Bytes read when the peer was found gone: what a ring can hold is the most that may still come.
  uint64_t read_when_gone_ = 0;
  uv_poll_t bell_poll_;
  uv_poll_t socket_poll_;
  uv_poll_t pidfd_poll_;
  uv_idle_t again_idle_;
  uv_prepare_t again_prepare_;
};

}  // namespace memlane
