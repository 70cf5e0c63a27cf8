// SPDX-License-Identifier: Apache-2.0
// A communicator's file as JavaScript sees it. While it reads, or a write waits, the environment holds it and its
// callback; otherwise it may be collected, and closes then.
#pragma once

#include <napi.h>

#include <optional>

#include "binding/broadcast_core.h"

namespace memlane {

class Broadcast final : public Napi::ObjectWrap<Broadcast>, private BroadcastCore::Face {
 public:
  static void Define(Napi::Env env, Environment* environment);

  // createBroadcast(path, capacity, onEvent: (events: number) => void): Broadcast
  static Napi::Value Create(const Napi::CallbackInfo& info);

  explicit Broadcast(const Napi::CallbackInfo& info);
  ~Broadcast() override;

 private:
  // open(), use(readPosition, writePosition), join(): a failure object, or undefined
  Napi::Value Open(const Napi::CallbackInfo& info);
  Napi::Value Use(const Napi::CallbackInfo& info);
  Napi::Value Join(const Napi::CallbackInfo& info);
  // claimWriter(): a failure object, or the size of the region
  Napi::Value ClaimWriter(const Napi::CallbackInfo& info);
  // leave(consumed): void
  Napi::Value Leave(const Napi::CallbackInfo& info);
  Napi::Value Head(const Napi::CallbackInfo& info);
  // nextPiece(): [length, rest, first], or undefined
  Napi::Value NextPiece(const Napi::CallbackInfo& info);
  // takePiece(into, offset): void
  Napi::Value TakePiece(const Napi::CallbackInfo& info);
  // writePieces(message, done): number
  Napi::Value WritePieces(const Napi::CallbackInfo& info);
  // setPatience(ms): void
  Napi::Value SetPatience(const Napi::CallbackInfo& info);
  Napi::Value SetAlive(const Napi::CallbackInfo& info);
  Napi::Value CloseIt(const Napi::CallbackInfo& info);
  // read(into, consumed): number, writeRecords(records, length): number, tryMessage(message): number. The hot path.
  static napi_value Read(napi_env env, napi_callback_info info);
  static napi_value WriteRecords(napi_env env, napi_callback_info info);
  static napi_value TryMessage(napi_env env, napi_callback_info info);

  // Holds the callback exactly while there may be something to call it for.
  void UpdateHold();

  void OnEvent(uint32_t events) override;
  void OnGone() override;

  Environment* environment_ = nullptr;
  BroadcastCore* core_ = nullptr;
  // Weak, but while held.
  Napi::FunctionReference on_event_;
  bool held_ = false;
  std::optional<Napi::AsyncContext> context_;
};

}  // namespace memlane
