// SPDX-License-Identifier: Apache-2.0
// The listener as JavaScript sees it. Held by the environment while it listens.
#pragma once

#include <napi.h>

#include <optional>

#include "binding/listener_core.h"

namespace memlane {

class Listener final : public Napi::ObjectWrap<Listener>, private ListenerCore::Face {
 public:
  static void Define(Napi::Env env, Environment* environment);

  // listen(path, ringBytes, budgetMs, allowUids, onConnection, onClosed): Listener, or a status object on failure
  static Napi::Value Listen(const Napi::CallbackInfo& info);

  explicit Listener(const Napi::CallbackInfo& info);
  ~Listener() override;

 private:
  Napi::Value SetRef(const Napi::CallbackInfo& info);
  Napi::Value CloseIt(const Napi::CallbackInfo& info);

  void OnRendezvous(Rendezvous rendezvous) override;
  void OnListenerClosed() override;
  void OnGone() override;

  Environment* environment_ = nullptr;
  ListenerCore* core_ = nullptr;
  Napi::FunctionReference on_connection_;
  Napi::FunctionReference on_closed_;
  std::optional<Napi::AsyncContext> context_;
};

}  // namespace memlane
