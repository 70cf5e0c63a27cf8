// SPDX-License-Identifier: Apache-2.0
#include "binding/listener.h"

#include <utility>

#include "binding/rendezvous_value.h"
#include "binding/status_error.h"

namespace memlane {

void Listener::Define(Napi::Env env, Environment* environment) {
  Napi::Function constructor = DefineClass(
      env, "NativeListener",
      {InstanceMethod<&Listener::SetRef>("setRef"), InstanceMethod<&Listener::CloseIt>("close")});
  environment->listener_constructor = Napi::Persistent(constructor);
}

Napi::Value Listener::Listen(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Environment* environment = Environment::Of(env);
  ListenerOptions options;
  if (!UidsFrom(info[3], &options.allow_uids)) {
    ThrowBadUids(env);
    return {};
  }
  Napi::Object object = environment->listener_constructor.New({});
  if (env.IsExceptionPending()) return {};
  Listener* listener = Unwrap(object);
  options.max_ring_bytes = info[1].As<Napi::Number>().Uint32Value();
  options.handshake_budget_ms = info[2].As<Napi::Number>().Uint32Value();
  listener->on_connection_ = Napi::Persistent(info[4].As<Napi::Function>());
  listener->on_closed_ = Napi::Persistent(info[5].As<Napi::Function>());
  listener->context_.emplace(env, "MEMLANE_LISTENER", object);
  const Status status = ListenerCore::Open(environment, info[0].As<Napi::String>().Utf8Value(), std::move(options),
                                           listener, &listener->core_);
  if (!status.ok()) return StatusObject(env, status);
  listener->Ref();
  return object;
}

Listener::Listener(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Listener>(info), environment_(Environment::Of(info.Env())) {}

Listener::~Listener() {
  if (core_ != nullptr) core_->Detach();
}

Napi::Value Listener::SetRef(const Napi::CallbackInfo& info) {
  if (core_ != nullptr) core_->SetRef(info[0].ToBoolean());
  return info.Env().Undefined();
}

Napi::Value Listener::CloseIt(const Napi::CallbackInfo& info) {
  if (core_ != nullptr) core_->Stop();
  return info.Env().Undefined();
}

void Listener::OnRendezvous(Rendezvous rendezvous) {
  const Napi::Env env = Env();
  const Napi::HandleScope scope(env);
  const napi_value value = RendezvousObject(environment_, std::move(rendezvous));
  CallFromLoop(environment_, on_connection_, *context_, 1, &value);
}

void Listener::OnListenerClosed() {
  const Napi::HandleScope scope(Env());
  CallFromLoop(environment_, on_closed_, *context_, 0, nullptr);
}

void Listener::OnGone() {
  core_ = nullptr;
  if (environment_->tearing_down()) return;
  const Napi::HandleScope scope(Env());
  Unref();
}

}  // namespace memlane
