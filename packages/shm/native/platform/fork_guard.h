// SPDX-License-Identifier: Apache-2.0
// Tells a forked child from the process that made an object: mappings are not inherited and files belong to the parent,
// so a child must leave both alone. Costs one load; no system call. Linux.
#pragma once

#include <cstdint>

namespace memlane {

// Remembers the process that it was made in. Copies remember the same one.
class ForkGuard {
 public:
  ForkGuard() : token_(CurrentToken()) {}

  // False in a child forked later. Always true on kernels before 4.14, which cannot tell.
  bool InMaker() const { return token_ == CurrentToken(); }

 private:
  // A number that differs between a process and those forked from it; never 0.
  static uint32_t CurrentToken();

  uint32_t token_;
};

}  // namespace memlane
