// SPDX-License-Identifier: Apache-2.0
// State of one Node environment (the main thread or a worker): its loop, its constructors and what is open in it. Lives
// until the environment is torn down and the last handle is closed. Used on the environment's own thread only.
#pragma once

#include <napi.h>
#include <uv.h>

#include <cstdint>
#include <unordered_set>

namespace memlane {

class LoopResource;

class Environment {
 public:
  // Makes the state and hangs it on the environment.
  static Environment* Create(Napi::Env env);
  static Environment* Of(Napi::Env env) { return env.GetInstanceData<Environment>(); }

  napi_env env() const { return env_; }
  uv_loop_t* loop() const { return loop_; }
  // Segments whose serving end is open in this environment. An end that waits for one of them waits for itself.
  void AddServed(uint64_t segment) { served_.insert(segment); }
  void RemoveServed(uint64_t segment) { served_.erase(segment); }
  bool Serves(uint64_t segment) const { return segment != 0 && served_.count(segment) > 0; }

  // No JavaScript may run any more.
  bool tearing_down() const { return tearing_down_; }

  Napi::FunctionReference connection_constructor;
  Napi::FunctionReference listener_constructor;
  Napi::FunctionReference broadcast_constructor;

 private:
  friend class LoopResource;

  static void Forget(Napi::Env, Environment*) {}
  static void TearDown(napi_async_cleanup_hook_handle handle, void* data);

  void Add(LoopResource* resource) { resources_.insert(resource); }
  void Remove(LoopResource* resource);
  void Finish();

  napi_env env_ = nullptr;
  uv_loop_t* loop_ = nullptr;
  napi_async_cleanup_hook_handle hook_ = nullptr;
  bool tearing_down_ = false;
  std::unordered_set<LoopResource*> resources_;
  std::unordered_set<uint64_t> served_;
};

}  // namespace memlane
