// SPDX-License-Identifier: Apache-2.0
#include "binding/status_error.h"

namespace memlane {

Napi::Value StatusObject(Napi::Env env, const Status& status) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("code", Napi::Number::New(env, static_cast<int>(status.code)));
  object.Set("syscall", status.syscall == nullptr ? env.Undefined() : Napi::String::New(env, status.syscall));
  object.Set("errno", Napi::Number::New(env, status.error));
  return object;
}

}  // namespace memlane
