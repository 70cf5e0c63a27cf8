// SPDX-License-Identifier: Apache-2.0
#include "binding/rendezvous_value.h"

#include <utility>

#include "binding/connection.h"
#include "binding/status_error.h"

namespace memlane {

Napi::Value RendezvousObject(Environment* environment, Rendezvous rendezvous) {
  const Napi::Env env = environment->env();
  Napi::Object object = Napi::Object::New(env);
  object.Set("pid", Napi::Number::New(env, rendezvous.peer.pid));
  object.Set("uid", Napi::Number::New(env, rendezvous.peer.uid));
  object.Set("gid", Napi::Number::New(env, rendezvous.peer.gid));
  if (rendezvous.endpoint != nullptr) {
    object.Set("connection", Connection::New(environment, std::move(rendezvous.endpoint)));
  } else {
    object.Set("fd", Napi::Number::New(env, rendezvous.socket.Release()));
    object.Set("fallback", Napi::Number::New(env, static_cast<int>(rendezvous.fallback)));
    object.Set("memoryStatus", StatusObject(env, rendezvous.memory_status));
  }
  return object;
}

std::vector<uid_t> UidsFrom(const Napi::Value& value) {
  std::vector<uid_t> uids;
  if (!value.IsArray()) return uids;
  const Napi::Array array = value.As<Napi::Array>();
  for (uint32_t i = 0; i < array.Length(); i++) {
    const Napi::Value one = array.Get(i);
    if (one.IsNumber()) uids.push_back(one.As<Napi::Number>().Uint32Value());
  }
  return uids;
}

}  // namespace memlane
