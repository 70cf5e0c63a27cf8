// SPDX-License-Identifier: Apache-2.0
// What the addon exports: listen, connect, removeStaleSocket, createBroadcast.
#include <napi.h>

#include "binding/broadcast.h"
#include "binding/connect.h"
#include "binding/connection.h"
#include "binding/environment.h"
#include "binding/listener.h"
#include "platform/unix_socket.h"

namespace {

// removeStaleSocket(path): removes what a listener that died left there; nothing while one lives.
Napi::Value RemoveStale(const Napi::CallbackInfo& info) {
  memlane::RemoveStaleSocket(info[0].As<Napi::String>().Utf8Value());
  return info.Env().Undefined();
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  memlane::Environment* environment = memlane::Environment::Create(env);
  if (environment == nullptr) {
    Napi::Error::New(env, "this runtime has no libuv loop").ThrowAsJavaScriptException();
    return exports;
  }
  memlane::Connection::Define(env, environment);
  memlane::Listener::Define(env, environment);
  memlane::Broadcast::Define(env, environment);
  exports.Set("listen", Napi::Function::New<memlane::Listener::Listen>(env, "listen"));
  exports.Set("connect", Napi::Function::New<memlane::Connect>(env, "connect"));
  exports.Set("removeStaleSocket", Napi::Function::New<RemoveStale>(env, "removeStaleSocket"));
  exports.Set("createBroadcast", Napi::Function::New<memlane::Broadcast::Create>(env, "createBroadcast"));
  return exports;
}

}  // namespace

NODE_API_MODULE(memlane_shm, Init)
