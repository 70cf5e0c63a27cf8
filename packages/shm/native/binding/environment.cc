// SPDX-License-Identifier: Apache-2.0
// Set-up and tear-down of an environment's state.
#include "binding/environment.h"

#include <vector>

#include "binding/loop_resource.h"

namespace memlane {

Environment* Environment::Create(Napi::Env env) {
  auto* environment = new Environment();
  environment->env_ = env;
  if (napi_get_uv_event_loop(env, &environment->loop_) != napi_ok) {
    delete environment;
    return nullptr;
  }
  // The state outlives the instance data: handles close asynchronously. Finish() deletes it.
  env.SetInstanceData<Environment, Forget>(environment);
  napi_add_async_cleanup_hook(env, TearDown, environment, &environment->hook_);
  return environment;
}

void Environment::TearDown(napi_async_cleanup_hook_handle handle, void* data) {
  auto* environment = static_cast<Environment*>(data);
  environment->hook_ = handle;
  environment->tearing_down_ = true;
  // Closing may remove from the set.
  const std::vector<LoopResource*> open(environment->resources_.begin(), environment->resources_.end());
  for (LoopResource* resource : open) resource->Close();
  if (environment->resources_.empty()) environment->Finish();
}

void Environment::Remove(LoopResource* resource) {
  resources_.erase(resource);
  if (tearing_down_ && resources_.empty()) Finish();
}

void Environment::Finish() {
  const napi_async_cleanup_hook_handle hook = hook_;
  // References belong to the environment; they go before it does.
  delete this;
  napi_remove_async_cleanup_hook(hook);
}

}  // namespace memlane
