// SPDX-License-Identifier: Apache-2.0
// Blocking on descriptors.
#include <time.h>

#include <cmath>
#include <limits>
#include <thread>

#include "platform/event_doorbell.h"
#include "platform/wait.h"
#include "test/test.h"

namespace memlane {
namespace {

double NowMs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

TEST("waiting without a limit of time ends when a descriptor is readable, and not before") {
  for (const double timeout : {-1.0, std::numeric_limits<double>::infinity(), 1e300, 9e15}) {
    UniqueFd bell;
    REQUIRE(CreateEventDoorbell(&bell).ok());
    const int fd = bell.get();
    std::atomic<bool> rung{false};
    std::thread ringer([&] {
      const timespec moment = {0, 5'000'000};
      nanosleep(&moment, nullptr);
      rung = true;
      RingEventDoorbell(fd);
    });

    CHECK(WaitReadable(&fd, 1, timeout));

    CHECK(rung);
    ringer.join();
  }
}

TEST("waiting with a limit of time ends then, and not before") {
  UniqueFd bell;
  REQUIRE(CreateEventDoorbell(&bell).ok());
  const int fds[] = {-1, bell.get(), -1};
  const double before = NowMs();

  CHECK(!WaitReadable(fds, 3, 20.5));

  CHECK(NowMs() - before >= 20.5);
}

TEST("waiting with no time at all looks once") {
  UniqueFd bell;
  REQUIRE(CreateEventDoorbell(&bell).ok());
  const int fd = bell.get();

  CHECK(!WaitReadable(&fd, 1, 0));
  RingEventDoorbell(fd);
  CHECK(WaitReadable(&fd, 1, 0));
}

TEST("a time that is no number counts as no time") {
  UniqueFd bell;
  REQUIRE(CreateEventDoorbell(&bell).ok());
  const int fd = bell.get();

  CHECK(!WaitReadable(&fd, 1, std::nan("")));
}

TEST("rings that nobody took arrive as one, and a full bell does not block") {
  UniqueFd bell;
  REQUIRE(CreateEventDoorbell(&bell).ok());
  const uint64_t full = UINT64_MAX - 1;
  REQUIRE(write(bell.get(), &full, sizeof full) == sizeof full);

  RingEventDoorbell(bell.get());

  CHECK(ClearEventDoorbell(bell.get()));
  CHECK(!ClearEventDoorbell(bell.get()));
}

}  // namespace
}  // namespace memlane
