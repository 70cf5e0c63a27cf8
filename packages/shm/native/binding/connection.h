// SPDX-License-Identifier: Apache-2.0
// The connection as JavaScript sees it. Held by the environment while it is open, so that nobody need keep a reference.
#pragma once

#include <napi.h>

#include <memory>
#include <optional>

#include "binding/connection_core.h"

namespace memlane {

class Connection final : public Napi::ObjectWrap<Connection>, private ConnectionCore::Face {
 public:
  static void Define(Napi::Env env, Environment* environment);

  // The new object, or undefined when the loop has no room for it.
  static Napi::Value New(Environment* environment, std::unique_ptr<Endpoint> endpoint);

  explicit Connection(const Napi::CallbackInfo& info);
  ~Connection() override;

 private:
  // start(onEvent: (events: number, code: number) => void)
  Napi::Value Start(const Napi::CallbackInfo& info);
  // write(bytes, offset, length): number, read(into, offset, length): number and fill(into, offset, length): number. The
  // range is checked here because a wrong one would be a wild copy.
  static napi_value Write(napi_env env, napi_callback_info info);
  static napi_value Read(napi_env env, napi_callback_info info);
  static napi_value Fill(napi_env env, napi_callback_info info);
  // wait(timeoutMs): 0 when the time passed, 1 when something happened, 2 at the end, -code after a violation.
  static napi_value Wait(napi_env env, napi_callback_info info);
  // unread(): number
  Napi::Value Unread(const Napi::CallbackInfo& info);
  // isOwnPeer(): boolean
  Napi::Value IsOwnPeer(const Napi::CallbackInfo& info);
  Napi::Value SetRef(const Napi::CallbackInfo& info);
  // setSpin(limitUs): void
  Napi::Value SetSpin(const Napi::CallbackInfo& info);
  // stats(): [bytesWritten, bytesRead, doorbellsSent, doorbellsReceived]
  Napi::Value Stats(const Napi::CallbackInfo& info);
  Napi::Value CloseIt(const Napi::CallbackInfo& info);

  void OnEvent(uint32_t events, const Status& fault) override;
  void OnGone() override;

  Environment* environment_ = nullptr;
  ConnectionCore* core_ = nullptr;
  Napi::FunctionReference on_event_;
  std::optional<Napi::AsyncContext> context_;
  // The counters after the core is gone.
  EndpointCounters last_counters_;
};

}  // namespace memlane
