// SPDX-License-Identifier: Apache-2.0
// The outcome of a handshake as JavaScript sees it.
#pragma once

#include <napi.h>
#include <sys/types.h>

#include <vector>

#include "binding/environment.h"
#include "core/rendezvous.h"

namespace memlane {

// `{ connection, pid, uid, gid }` or `{ fd, fallback, memoryStatus, pid, uid, gid }`; the receiver owns the descriptor.
// `{ connection: undefined, … }` without either when the loop had no room for the handles.
Napi::Value RendezvousObject(Environment* environment, Rendezvous rendezvous);

// Numbers of an array; what is no number is left out.
std::vector<uid_t> UidsFrom(const Napi::Value& value);

}  // namespace memlane
