// SPDX-License-Identifier: Apache-2.0
// A handshake on the loop, of either side: waits for the socket, ends with the budget, tells the outcome once.
#pragma once

#include <functional>
#include <utility>

#include "binding/loop_resource.h"
#include "core/rendezvous.h"

namespace memlane {

template <typename Handshake>
class HandshakeResource final : public LoopResource {
 public:
  // Called once from the loop, with the descriptors free for other handles; not when Cancel() came first.
  using Done = std::function<void(HandshakeResource* self, const Status& status, Rendezvous rendezvous)>;

  static HandshakeResource* Begin(Environment* environment, Handshake handshake, uint64_t budget_ms, Done done) {
    auto* resource = new HandshakeResource(environment, std::move(handshake), std::move(done));
    resource->Init(budget_ms);
    return resource;
  }

  void Cancel() {
    done_ = nullptr;
    Close();
  }

 private:
  HandshakeResource(Environment* environment, Handshake handshake, Done done)
      : LoopResource(environment), handshake_(std::move(handshake)), done_(std::move(done)) {}

  void Init(uint64_t budget_ms) {
    uv_timer_init(environment()->loop(), &timer_);
    Own(&timer_);
    if (uv_poll_init(environment()->loop(), &poll_, handshake_.socket_fd()) != 0) {
      status_ = Status::Of(Code::kResourceExhausted);
      // By the timer, so that nobody is called back from inside Begin().
      uv_timer_start(&timer_, [](uv_timer_t* timer) { Self(timer->data)->Close(); }, 0, 0);
      return;
    }
    Own(&poll_);
    // The loop's idea of now is that of the begin of its turn, in whole milliseconds: one more, to be never early.
    uv_update_time(environment()->loop());
    uv_timer_start(
        &timer_,
        [](uv_timer_t* timer) {
          Self(timer->data)->status_ = Status::Of(Code::kTimeout);
          Self(timer->data)->Close();
        },
        budget_ms + 1, 0);
    uv_poll_start(&poll_, UV_READABLE | UV_DISCONNECT, [](uv_poll_t* poll, int, int) { Self(poll->data)->Advance(); });
  }

  void Advance() {
    status_ = handshake_.Advance(&rendezvous_);
    if (status_.code != Code::kAgain) Close();
  }

  void OnClosed() override {
    if (done_) std::exchange(done_, nullptr)(this, status_, std::move(rendezvous_));
  }

  static HandshakeResource* Self(void* data) {
    return static_cast<HandshakeResource*>(static_cast<LoopResource*>(data));
  }

  Handshake handshake_;
  Done done_;
  Status status_;
  Rendezvous rendezvous_;
  uv_poll_t poll_;
  uv_timer_t timer_;
};

}  // namespace memlane
