// SPDX-License-Identifier: Apache-2.0
// What is left to do for a file after its communicator has closed, and would hold up the loop: to wait for the file's lock
// when another process has it, and to free the bytes of a large file. Keeps nothing alive; when the environment goes first,
// it does what can be done at once.
#pragma once

#include <memory>

#include "binding/loop_resource.h"
#include "core/broadcast_file.h"

namespace memlane {

class BroadcastFarewell final : public LoopResource {
 public:
  // After a Close() of the file that said kBusy or kAgain.
  static void Begin(Environment* environment, std::unique_ptr<BroadcastFile> file);

 private:
  BroadcastFarewell(Environment* environment, std::unique_ptr<BroadcastFile> file)
      : LoopResource(environment), file_(std::move(file)) {}

  void OnClosing() override;
  void OnTimer();

  static BroadcastFarewell* Self(void* data) {
    return static_cast<BroadcastFarewell*>(static_cast<LoopResource*>(data));
  }

  std::unique_ptr<BroadcastFile> file_;
  int busy_looks_ = 0;
  uv_timer_t timer_;
};

}  // namespace memlane
