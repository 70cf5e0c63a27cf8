// SPDX-License-Identifier: Apache-2.0
// A client against a server that offers the wrong things: refused, nothing mapped, nothing left open.
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>

#include <functional>
#include <string>
#include <vector>

#include "core/segment.h"
#include "platform/event_doorbell.h"
#include "test/endpoints.h"
#include "test/test.h"

namespace memlane {
namespace {

using Fds = std::vector<UniqueFd>;

// Everything that a server sends; a good one to begin with.
struct Offer {
  Offer() {
    welcome.features = kFeatureMemory;
    welcome.ring_bytes = kMinRingCapacity;
    welcome.segment_bytes = SegmentBytes(kMinRingCapacity);
    welcome.layout_hash = LayoutHash();
    UniqueFd memory;
    CHECK(Segment::Create(kMinRingCapacity, &segment, &memory).ok());
    fds.push_back(std::move(memory));
    fds.push_back(Bell(EFD_NONBLOCK));
    fds.push_back(Bell(EFD_NONBLOCK));
  }
  static UniqueFd Bell(int flags) { return UniqueFd(eventfd(0, EFD_CLOEXEC | flags)); }

  Welcome welcome;
  Segment segment;
  Fds fds;
  // The byte that the descriptors come with, and whether the client offered memory.
  size_t fds_at = 0;
  bool with_memory = true;
};

// Sends `offer` to a client. @returns what it makes of it
Status Answer(Offer& offer, Rendezvous* out) {
  auto [ours, server] = test::SocketPair();
  ClientHandshake client(std::move(ours));
  CHECK(client.Begin(0, offer.with_memory, {}).ok());
  uint8_t bytes[kHandshakeBytes];
  EncodeWelcome(offer.welcome, bytes);
  std::vector<int> raw;
  for (const UniqueFd& fd : offer.fds) raw.push_back(fd.get());
  if (offer.fds_at > 0) CHECK(SendMessage(server.get(), bytes, offer.fds_at, nullptr, 0).ok());
  CHECK(SendMessage(server.get(), bytes + offer.fds_at, kHandshakeBytes - offer.fds_at, raw.data(), raw.size()).ok());
  Status status = client.Advance(out);
  if (status.code == Code::kAgain) status = client.Advance(out);
  return status;
}

// `spoil` makes the good offer bad.
void ExpectRefused(const char* what, Code code, const std::function<void(Offer&)>& spoil) {
  const int descriptors = test::OpenDescriptors();
  {
    Offer offer;
    spoil(offer);
    Rendezvous out;
    const Code got = Answer(offer, &out).code;
    if (got != code) fprintf(stderr, "%s: code %d\n", what, static_cast<int>(got));
    CHECK(got == code);
    CHECK(out.endpoint == nullptr && !out.socket.valid());
  }
  CHECK(test::OpenDescriptors() == descriptors);
}

TEST("a good WELCOME is accepted, its descriptors on whichever byte") {
  for (size_t at = 0; at < kHandshakeBytes; at++) {
    Offer offer;
    offer.fds_at = at;
    Rendezvous out;
    REQUIRE(Answer(offer, &out).ok() && out.endpoint != nullptr);
    for (const int fd : {out.endpoint->bell_fd(), out.endpoint->pidfd()}) CHECK((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  }
}

TEST("a WELCOME that refuses, or is of another version or layout, ends the attempt with the fitting code") {
  ExpectRefused("busy", Code::kResourceExhausted, [](Offer& o) { o.welcome.result = WelcomeResult::kBusy; });
  ExpectRefused("result 1", Code::kVersionMismatch, [](Offer& o) { o.welcome.result = WelcomeResult::kVersionMismatch; });
  ExpectRefused("result 9", Code::kHandshakeFailed, [](Offer& o) { o.welcome.result = static_cast<WelcomeResult>(9); });
  ExpectRefused("version", Code::kVersionMismatch, [](Offer& o) { o.welcome.version = 2; });
  ExpectRefused("layout", Code::kVersionMismatch, [](Offer& o) { o.welcome.layout_hash++; });
  ExpectRefused("capacity", Code::kHandshakeFailed, [](Offer& o) { o.welcome.ring_bytes++; });
  ExpectRefused("size", Code::kHandshakeFailed, [](Offer& o) { o.welcome.segment_bytes++; });
}

TEST("a WELCOME with too few or too many descriptors is refused, and all of them are closed") {
  ExpectRefused("none", Code::kHandshakeFailed, [](Offer& o) { o.fds.clear(); });
  ExpectRefused("memory only", Code::kHandshakeFailed, [](Offer& o) { o.fds.resize(1); });
  ExpectRefused("one bell", Code::kHandshakeFailed, [](Offer& o) { o.fds.resize(2); });
  ExpectRefused("four", Code::kHandshakeFailed, [](Offer& o) { o.fds.push_back(Offer::Bell(EFD_NONBLOCK)); });
  ExpectRefused("eight", Code::kHandshakeFailed, [](Offer& o) {
    while (o.fds.size() < 8) o.fds.push_back(Offer::Bell(EFD_NONBLOCK));
  });
  ExpectRefused("bells with a socket doorbell", Code::kHandshakeFailed,
                [](Offer& o) { o.welcome.features |= kFeatureSocketDoorbell; });
}

TEST("descriptors or memory that nobody asked for are refused") {
  ExpectRefused("memory unasked", Code::kHandshakeFailed, [](Offer& o) { o.with_memory = false; });
  ExpectRefused("descriptors without memory", Code::kHandshakeFailed, [](Offer& o) { o.welcome = Welcome(); });
}

TEST("a WELCOME with unfit memory is refused") {
  ExpectRefused("unsealed", Code::kHandshakeFailed, [](Offer& o) {
    o.fds[0].Reset(memfd_create("memlane-test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    CHECK(ftruncate(o.fds[0].get(), static_cast<off_t>(o.welcome.segment_bytes)) == 0);
  });
  ExpectRefused("smaller than announced", Code::kHandshakeFailed, [](Offer& o) {
    o.welcome.ring_bytes *= 2;
    o.welcome.segment_bytes = SegmentBytes(o.welcome.ring_bytes);
  });
  ExpectRefused("larger than announced", Code::kHandshakeFailed, [](Offer& o) {
    Segment larger;
    CHECK(Segment::Create(2 * kMinRingCapacity, &larger, &o.fds[0]).ok());
  });
  ExpectRefused("no memfd", Code::kHandshakeFailed, [](Offer& o) { o.fds[0] = Offer::Bell(EFD_NONBLOCK); });
  ExpectRefused("read-only", Code::kHandshakeFailed, [](Offer& o) {
    const std::string path = "/proc/self/fd/" + std::to_string(o.fds[0].get());
    o.fds[0].Reset(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  });
  ExpectRefused("another capacity inside", Code::kHandshakeFailed, [](Offer& o) { o.segment.control(1)->capacity *= 2; });
}

TEST("a WELCOME with an unfit doorbell is refused: it could block us") {
  for (const size_t place : {1, 2}) {
    ExpectRefused("blocking", Code::kHandshakeFailed, [&](Offer& o) { o.fds[place] = Offer::Bell(0); });
    ExpectRefused("memory", Code::kHandshakeFailed,
                  [&](Offer& o) { o.fds[place].Reset(fcntl(o.fds[0].get(), F_DUPFD_CLOEXEC, 0)); });
    ExpectRefused("socket", Code::kHandshakeFailed, [&](Offer& o) { o.fds[place] = test::SocketPair().first; });
    ExpectRefused("device", Code::kHandshakeFailed,
                  [&](Offer& o) { o.fds[place].Reset(open("/dev/null", O_RDWR | O_NONBLOCK | O_CLOEXEC)); });
    ExpectRefused("file named like an eventfd", Code::kHandshakeFailed, [&](Offer& o) {
      o.fds[place].Reset(memfd_create("anon_inode:[eventfd]", MFD_CLOEXEC));
      CHECK(fcntl(o.fds[place].get(), F_SETFL, O_NONBLOCK) == 0);
    });
  }
}

TEST("a WELCOME without memory leaves the bare socket and the reason") {
  Offer offer;
  offer.welcome = Welcome();
  offer.fds.clear();
  Rendezvous out;

  CHECK(Answer(offer, &out).ok());

  CHECK(out.endpoint == nullptr && out.socket.valid() && out.fallback == Fallback::kServerWithoutMemory);
}

}  // namespace
}  // namespace memlane
