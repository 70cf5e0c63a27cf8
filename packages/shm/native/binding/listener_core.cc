// SPDX-License-Identifier: Apache-2.0
// Accepting, within limits.
#include "binding/listener_core.h"

#include <utility>

namespace memlane {
namespace {

// Accepted in one turn of the loop; others get theirs in between.
constexpr int kAcceptsPerTurn = 16;
// Handshakes under way at most; further clients wait in the socket's queue.
constexpr size_t kMaxPendingHandshakes = 128;
// Without descriptors accept() fails again at once; the queue is looked at this much later.
constexpr uint64_t kRetryMs = 50;

}  // namespace

Status ListenerCore::Open(Environment* environment, const std::string& path, ListenerOptions options, Face* face,
                          ListenerCore** core) {
  ListeningSocket socket;
  const Status status = socket.Listen(path);
  if (!status.ok()) return status;
  auto* made = new ListenerCore(environment, std::move(options), face);
  made->socket_ = std::move(socket);
  uv_timer_init(environment->loop(), &made->retry_);
  made->Own(&made->retry_);
  if (uv_poll_init(environment->loop(), &made->poll_, made->socket_.fd()) != 0) {
    made->Detach();
    made->Stop();
    return Status::Of(Code::kResourceExhausted);
  }
  made->Own(&made->poll_);
  made->polls_ = true;
  made->Watch(true);
  *core = made;
  return Status::Ok();
}

ListenerCore::~ListenerCore() {
  if (face_ != nullptr) face_->OnGone();
}

void ListenerCore::Stop() {
  for (Handshake* handshake : std::exchange(pending_, {})) handshake->Cancel();
  if (polls_) Watch(false);
  // At once, with its files: in a process that exits the loop does not turn again.
  socket_.Close();
  Close();
}

void ListenerCore::OnClosed() {
  if (face_ != nullptr) face_->OnListenerClosed();
}

void ListenerCore::Watch(bool on) {
  if (closing()) return;
  if (on) {
    uv_poll_start(&poll_, UV_READABLE, [](uv_poll_t* poll, int, int) { Self(poll->data)->Accept(); });
  } else {
    uv_poll_stop(&poll_);
  }
}

void ListenerCore::Accept() {
  for (int i = 0; i < kAcceptsPerTurn; i++) {
    if (pending_.size() >= kMaxPendingHandshakes) return Watch(false);
    UniqueFd socket;
    const Status status = AcceptConnection(socket_.fd(), &socket);
    if (status.code == Code::kAgain) return;
    if (!status.ok()) {
      Watch(false);
      uv_timer_start(&retry_, [](uv_timer_t* timer) { Self(timer->data)->Watch(true); }, kRetryMs, 0);
      return;
    }
    Greet(std::move(socket));
  }
}

void ListenerCore::Greet(UniqueFd socket) {
  ServerHandshake handshake(std::move(socket), options_.max_ring_bytes);
  // A stranger learns nothing but the end of the connection.
  if (!handshake.CheckPeer(options_.allow_uids).ok()) return;
  pending_.insert(Handshake::Begin(environment(), std::move(handshake), options_.handshake_budget_ms,
                                   [this](Handshake* self, const Status& status, Rendezvous rendezvous) {
                                     pending_.erase(self);
                                     Watch(true);
                                     if (status.ok() && face_ != nullptr) face_->OnRendezvous(std::move(rendezvous));
                                   }));
}

}  // namespace memlane
