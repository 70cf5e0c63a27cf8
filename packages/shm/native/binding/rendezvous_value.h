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

// Appends the uids of an array to `uids`; false for whatever is no array of uids. The TypeScript face has checked it before:
// this is the last line of defence, because a number that is cut to fit lets somebody else in.
bool UidsFrom(const Napi::Value& value, std::vector<uid_t>* uids);
void ThrowBadUids(Napi::Env env);

}  // namespace memlane
