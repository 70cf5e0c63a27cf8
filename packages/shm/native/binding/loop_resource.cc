// SPDX-License-Identifier: Apache-2.0
// Lifetime of libuv handles.
#include "binding/loop_resource.h"

namespace memlane {

LoopResource::LoopResource(Environment* environment) : environment_(environment) { environment_->Add(this); }

LoopResource::~LoopResource() { environment_->Remove(this); }

void LoopResource::Adopt(uv_handle_t* handle) {
  handle->data = this;
  if (!ref_) uv_unref(handle);
  handles_.push_back(handle);
  open_handles_++;
}

void LoopResource::SetRef(bool ref) {
  ref_ = ref;
  if (closing_) return;
  for (uv_handle_t* handle : handles_) ref ? uv_ref(handle) : uv_unref(handle);
}

void LoopResource::Close() {
  if (closing_) return;
  closing_ = true;
  OnClosing();
  // Held by one more, so that an object without handles ends the same way.
  open_handles_++;
  for (uv_handle_t* handle : handles_) {
    uv_close(handle, [](uv_handle_t* closed) { static_cast<LoopResource*>(closed->data)->HandleClosed(); });
  }
  HandleClosed();
}

void LoopResource::HandleClosed() {
  if (--open_handles_ > 0) return;
  if (!environment_->tearing_down()) OnClosed();
  delete this;
}

void CallFromLoop(Environment* environment, const Napi::FunctionReference& callback, const Napi::AsyncContext& context,
                  size_t argc, const napi_value* argv) {
  if (environment->tearing_down() || callback.IsEmpty()) return;
  const napi_env env = environment->env();
  napi_value receiver;
  napi_value result;
  // The receiver must be an object.
  if (napi_get_global(env, &receiver) != napi_ok) return;
  const napi_status status =
      napi_make_callback(env, context, receiver, callback.Value(), argc, argv, &result);
  if (status == napi_pending_exception) {
    napi_value exception;
    if (napi_get_and_clear_last_exception(env, &exception) == napi_ok) napi_fatal_exception(env, exception);
  }
}

}  // namespace memlane
