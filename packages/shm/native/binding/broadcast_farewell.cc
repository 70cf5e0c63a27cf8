// SPDX-License-Identifier: Apache-2.0
#include "binding/broadcast_farewell.h"

#include <utility>

namespace memlane {
namespace {

constexpr uint64_t kPauseMs = 5;
// A second, as for who comes. The file of one that gives up is reset by the next one that comes alone.
constexpr int kMaxBusyLooks = 200;

}  // namespace

void BroadcastFarewell::Begin(Environment* environment, std::unique_ptr<BroadcastFile> file) {
  auto* farewell = new BroadcastFarewell(environment, std::move(file));
  uv_timer_init(environment->loop(), &farewell->timer_);
  farewell->Own(&farewell->timer_);
  farewell->SetRef(false);
  uv_timer_start(&farewell->timer_, [](uv_timer_t* timer) { Self(timer->data)->OnTimer(); }, kPauseMs, kPauseMs);
}

void BroadcastFarewell::OnTimer() {
  const Status status = file_->Close();
  if (status.code == Code::kAgain) return;
  if (status.code == Code::kBusy && ++busy_looks_ < kMaxBusyLooks) return;
  Close();
}

void BroadcastFarewell::OnClosing() {
  if (environment()->tearing_down()) file_->SetPatience(BroadcastFile::kLastPatienceMs);
  file_.reset();
}

}  // namespace memlane
