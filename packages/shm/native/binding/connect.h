// SPDX-License-Identifier: Apache-2.0
// The connecting side.
#pragma once

#include <napi.h>

namespace memlane {

// connect(path, ringBytes, budgetMs, allowUids, withMemory, done): undefined when the handshake is under way, or a status
// object when the socket could not even be connected. `done(status | undefined, rendezvous | undefined)` is called once.
Napi::Value Connect(const Napi::CallbackInfo& info);

}  // namespace memlane
