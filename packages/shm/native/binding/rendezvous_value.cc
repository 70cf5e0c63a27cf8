// SPDX-License-Identifier: Apache-2.0
#include "binding/rendezvous_value.h"

#include <utility>

#include "binding/connection.h"
#include "binding/status_error.h"

namespace memlane {
namespace {

// The uid after it, (uid_t)-1, is nobody's.
constexpr double kMaxUid = 4294967294.0;

}  // namespace

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

bool UidsFrom(const Napi::Value& value, std::vector<uid_t>* uids) {
  if (!value.IsArray()) return false;
  const Napi::Array array = value.As<Napi::Array>();
  for (uint32_t i = 0; i < array.Length(); i++) {
    const Napi::Value one = array.Get(i);
    if (one.IsEmpty() || !one.IsNumber()) return false;
    // A conversion to an integer makes uid 0 of NaN and of 2^32. All integers up to 2^53 are doubles.
    const double number = one.As<Napi::Number>().DoubleValue();
    if (!(number >= 0 && number <= kMaxUid) || number != static_cast<uid_t>(number)) return false;
    uids->push_back(static_cast<uid_t>(number));
  }
  return true;
}

void ThrowBadUids(Napi::Env env) {
  if (env.IsExceptionPending()) return;
  Napi::TypeError::New(env, "allowUids must be an array of integers from 0 to 4294967294").ThrowAsJavaScriptException();
}

}  // namespace memlane
