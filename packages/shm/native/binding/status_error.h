// SPDX-License-Identifier: Apache-2.0
// A Status as JavaScript sees it: the numbers only. The TypeScript face words the error, because it knows the address.
#pragma once

#include <napi.h>

#include "platform/status.h"

namespace memlane {

// `{ code, syscall, errno }`: the number of the Code, the system call or undefined, its errno or 0.
Napi::Value StatusObject(Napi::Env env, const Status& status);

}  // namespace memlane
