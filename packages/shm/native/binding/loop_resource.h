// SPDX-License-Identifier: Apache-2.0
// Something that owns libuv handles. It is made with `new`, closes its handles asynchronously and deletes itself after the
// last one; so it may outlive the JavaScript object that it serves, and never the environment.
#pragma once

#include <uv.h>

#include <vector>

#include "binding/environment.h"

namespace memlane {

class LoopResource {
 public:
  LoopResource(const LoopResource&) = delete;
  LoopResource& operator=(const LoopResource&) = delete;

  // Idempotent. Nothing is called back after it but OnClosed().
  void Close();
  bool closing() const { return closing_; }

  Environment* environment() const { return environment_; }

  void SetRef(bool ref);

 protected:
  explicit LoopResource(Environment* environment);
  virtual ~LoopResource();

  // Takes over a handle that uv_*_init has just initialised. It must be a member of the subclass.
  template <typename Handle>
  void Own(Handle* handle) {
    Adopt(reinterpret_cast<uv_handle_t*>(handle));
  }

  // Close() has begun; also while the environment is torn down. For what must end before the handles do.
  virtual void OnClosing() {}
  // All handles are closed; this object is deleted when it returns. Not called while the environment is torn down.
  virtual void OnClosed() {}

 private:
  void Adopt(uv_handle_t* handle);
  void HandleClosed();

  Environment* environment_;
  std::vector<uv_handle_t*> handles_;
  size_t open_handles_ = 0;
  bool closing_ = false;
  bool ref_ = true;
};

// Calls `callback` on behalf of the loop: with a scope for its values, microtasks after it, and an exception from it as an
// uncaught one, as for any event of Node's own. Does nothing while the environment is torn down.
void CallFromLoop(Environment* environment, const Napi::FunctionReference& callback, const Napi::AsyncContext& context,
                  size_t argc, const napi_value* argv);

}  // namespace memlane
