// SPDX-License-Identifier: Apache-2.0
// A listening socket on the loop: accepts, checks who came, runs the handshakes. No JavaScript values.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "binding/handshake_resource.h"
#include "platform/unix_socket.h"

namespace memlane {

struct ListenerOptions {
  uint32_t max_ring_bytes = 256 * 1024;
  uint64_t handshake_budget_ms = 1000;
  std::vector<uid_t> allow_uids;
};

class ListenerCore final : public LoopResource {
 public:
  class Face {
   public:
    virtual void OnRendezvous(Rendezvous rendezvous) = 0;
    virtual void OnListenerClosed() = 0;
    virtual void OnGone() = 0;

   protected:
    ~Face() = default;
  };

  // On failure `*core` stays null.
  static Status Open(Environment* environment, const std::string& path, ListenerOptions options, Face* face,
                     ListenerCore** core);

  // Stops listening at once, gives up handshakes under way and frees the path. Connections already made live on.
  void Stop();

  void Detach() { face_ = nullptr; }

 private:
  using Handshake = HandshakeResource<ServerHandshake>;

  ListenerCore(Environment* environment, ListenerOptions options, Face* face)
      : LoopResource(environment), options_(std::move(options)), face_(face) {}
  ~ListenerCore() override;

  void OnClosed() override;
  void Accept();
  void Greet(UniqueFd socket);
  void Watch(bool on);

  static ListenerCore* Self(void* data) { return static_cast<ListenerCore*>(static_cast<LoopResource*>(data)); }

  ListeningSocket socket_;
  ListenerOptions options_;
  Face* face_;
  std::unordered_set<Handshake*> pending_;
  uv_poll_t poll_;
  // The loop has been given `poll_`.
  bool polls_ = false;
  uv_timer_t retry_;
};

}  // namespace memlane
