// SPDX-License-Identifier: Apache-2.0
// Fuzz target: the parsers of HELLO and WELCOME, and now and then both sides of the rendezvous over a real socket with
// descriptors of any kind. Valid messages are taken and changed as the input says, so that the deeper checks are reached.
#include <dirent.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "core/rendezvous.h"
#include "core/segment.h"
#include "platform/event_doorbell.h"
#include "platform/unix_socket.h"
#include "test/fuzz/fuzz.h"

namespace {

using namespace memlane;
using test::Input;

int OpenDescriptors() {
  int count = 0;
  DIR* directory = opendir("/proc/self/fd");
  while (readdir(directory) != nullptr) count++;
  closedir(directory);
  return count;
}

void ValidHello(Input& input, uint8_t bytes[kHandshakeBytes]) {
  Hello hello;
  hello.features = input.Byte() % 4;
  hello.ring_bytes = kMinRingCapacity;
  EncodeHello(hello, bytes);
}

void ValidWelcome(Input& input, uint8_t bytes[kHandshakeBytes]) {
  Welcome welcome;
  welcome.features = input.Byte() % 4;
  welcome.ring_bytes = input.Byte() % 8 == 0 ? input.Number<uint32_t>() : kMinRingCapacity << (input.Byte() % 2);
  welcome.segment_bytes = SegmentBytes(welcome.ring_bytes);
  welcome.layout_hash = LayoutHash();
  EncodeWelcome(welcome, bytes);
}

// Changes up to three bytes, most often to values that matter.
void Change(Input& input, uint8_t bytes[kHandshakeBytes]) {
  for (int left = input.Byte() % 4; left > 0; left--) {
    const uint8_t at = input.Byte() % kHandshakeBytes;
    bytes[at] = static_cast<uint8_t>(input.Byte() % 2 == 0 ? input.Byte() : bytes[at] ^ (1u << (input.Byte() % 8)));
  }
}

void ParseHello(const uint8_t* bytes, size_t length) {
  Hello hello;
  const Status status = DecodeHello(bytes, length, &hello);
  EXPECT(status.ok() || status.code == Code::kHandshakeFailed || status.code == Code::kVersionMismatch);
  if (!status.ok()) return;
  EXPECT(length == kHandshakeBytes && hello.min_version <= hello.max_version);
  uint8_t again[kHandshakeBytes];
  EncodeHello(hello, again);
  EXPECT(memcmp(again, bytes, 20) == 0);
}

void ParseWelcome(const uint8_t* bytes, size_t length) {
  Welcome welcome;
  const Status status = DecodeWelcome(bytes, length, &welcome);
  EXPECT(status.ok() || status.code == Code::kHandshakeFailed || status.code == Code::kVersionMismatch ||
         status.code == Code::kResourceExhausted);
  if (!status.ok()) return;
  EXPECT(length == kHandshakeBytes && welcome.version == 1);
  if ((welcome.features & kFeatureMemory) == 0) return;
  const uint32_t capacity = welcome.ring_bytes;
  EXPECT(capacity >= kMinRingCapacity && capacity <= kMaxRingCapacity && (capacity & (capacity - 1)) == 0);
  EXPECT(welcome.segment_bytes == 2ull * (capacity + 4096) && welcome.layout_hash == LayoutHash());
}

// Descriptors as a server could send them: right, wrong, or none.
std::vector<UniqueFd> Offer(Input& input) {
  std::vector<UniqueFd> fds;
  const int count = input.Byte() % 5;
  for (int i = 0; i < count; i++) {
    // Most often the right one for the place.
    const uint8_t choice = input.Byte();
    const int kind = choice < 200 ? (i == 0 ? 0 : 1) : choice % 5;
    UniqueFd fd;
    if (kind == 0) {
      Segment segment;
      (void)Segment::Create(kMinRingCapacity, &segment, &fd).ok();
    } else if (kind == 1) {
      (void)CreateEventDoorbell(&fd).ok();
    } else {
      fd.Reset(kind == 2 ? eventfd(0, 0) : open(kind == 3 ? "/dev/null" : "/proc/self/exe", O_RDONLY | O_CLOEXEC));
    }
    if (fd.valid()) fds.push_back(std::move(fd));
  }
  return fds;
}

// Sends `bytes` in up to three pieces, each with some of the descriptors, and lets `side` look after each.
template <typename Side>
void Deliver(Input& input, int socket, const uint8_t* bytes, size_t length, const std::vector<UniqueFd>& fds, Side& side) {
  size_t sent = 0;
  size_t fds_sent = 0;
  Status status = Status::Of(Code::kAgain);
  Rendezvous out;
  for (int piece = 0; piece < 3 && sent < length && status.code == Code::kAgain; piece++) {
    const size_t count = piece == 2 ? length - sent : 1 + input.Byte() % (length - sent);
    int raw[8];
    size_t raw_count = 0;
    const size_t share = piece == 2 || input.Byte() % 2 == 0 ? fds.size() : fds_sent;
    while (fds_sent < share) raw[raw_count++] = fds[fds_sent++].get();
    if (!SendMessage(socket, bytes + sent, count, raw, raw_count).ok()) break;
    sent += count;
    status = side.Advance(&out);
  }
  if (status.ok()) EXPECT(out.endpoint != nullptr || out.socket.valid());
  else EXPECT(out.endpoint == nullptr);
}

void OverSocket(Input& input, bool server) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) return;
  UniqueFd peer(ends[0]);
  uint8_t bytes[2 * kHandshakeBytes] = {};
  server ? ValidHello(input, bytes) : ValidWelcome(input, bytes);
  Change(input, bytes);
  const size_t length = input.Byte() < 230 ? kHandshakeBytes : 1 + input.Byte() % (2 * kHandshakeBytes);
  const bool offers = server ? input.Byte() < 20 : true;
  const std::vector<UniqueFd> fds = offers ? Offer(input) : std::vector<UniqueFd>();
  if (server) {
    ServerHandshake side(UniqueFd(ends[1]), kMinRingCapacity);
    EXPECT(side.CheckPeer({}).ok());
    Deliver(input, peer.get(), bytes, length, fds, side);
  } else {
    ClientHandshake side{UniqueFd(ends[1])};
    EXPECT(side.Begin(0, input.Byte() < 240, {}).ok());
    Deliver(input, peer.get(), bytes, length, fds, side);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ParseHello(data, size);
  ParseWelcome(data, size);
  Input input(data, size);
  const uint8_t kind = input.Byte();
  if (kind < 8) {
    const int before = OpenDescriptors();
    OverSocket(input, kind % 2 == 0);
    EXPECT(OpenDescriptors() == before);
    return 0;
  }
  uint8_t bytes[kHandshakeBytes];
  kind % 2 == 0 ? ValidHello(input, bytes) : ValidWelcome(input, bytes);
  Change(input, bytes);
  // A copy of the exact size on the heap, sometimes too short: a read past its end is seen.
  const std::vector<uint8_t> exact(bytes, bytes + (input.Byte() < 240 ? kHandshakeBytes : input.Byte() % kHandshakeBytes));
  kind % 2 == 0 ? ParseHello(exact.data(), exact.size()) : ParseWelcome(exact.data(), exact.size());
  return 0;
}
