// SPDX-License-Identifier: Apache-2.0
// HELLO and WELCOME over a socket with descriptors: what is accepted, what is refused, and that nothing stays open.
#include <fcntl.h>
#include <sys/eventfd.h>

#include <cstring>
#include <vector>

#include "platform/event_doorbell.h"
#include "test/endpoints.h"
#include "test/test.h"

namespace memlane {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes HelloBytes(uint32_t features = kFeatureMemory | kFeatureSocketDoorbell, uint32_t ring_bytes = 0) {
  Bytes bytes(kHandshakeBytes);
  Hello hello;
  hello.features = features;
  hello.ring_bytes = ring_bytes;
  EncodeHello(hello, bytes.data());
  return bytes;
}

// A server's side of a socket, and this test as its client.
struct AtServer {
  AtServer() {
    UniqueFd other;
    std::tie(client, other) = test::SocketPair();
    server = std::make_unique<ServerHandshake>(std::move(other), 4 * kMinRingCapacity);
    CHECK(server->CheckPeer({}).ok());
  }
  void Send(const Bytes& bytes, const std::vector<int>& fds = {}) {
    CHECK(SendMessage(client.get(), bytes.data(), bytes.size(), fds.data(), fds.size()).ok());
  }
  Status Advance() { return server->Advance(&out); }

  UniqueFd client;
  std::unique_ptr<ServerHandshake> server;
  Rendezvous out;
};

// The answer that lies on the client's socket, with its descriptors.
Code ReceiveWelcome(const UniqueFd& client, Welcome* welcome, size_t* fd_count) {
  HandshakeReader reader;
  const Status status = reader.Receive(client.get(), 3);
  *fd_count = reader.fd_count();
  return status.ok() ? DecodeWelcome(reader.bytes(), kHandshakeBytes, welcome).code : status.code;
}

TEST("two sides that shake hands have an endpoint each and no descriptor too many") {
  const int descriptors = test::OpenDescriptors();
  {
    const test::EndpointPair pair = test::Connected();
    REQUIRE(pair.client != nullptr && pair.server != nullptr);
    // Each side: socket, two bells, pidfd. The memory's descriptor is closed once it is mapped.
    CHECK(test::OpenDescriptors() - descriptors <= 8);
    CHECK(pair.client->peer().uid == geteuid());
  }
  CHECK(test::OpenDescriptors() == descriptors);
}

TEST("a server gives the capacity that was wished for, rounded up, within its limit") {
  for (const auto& [wished, expected] : {std::pair{0u, 4u}, {1u, 1u}, {kMinRingCapacity + 1, 2u}, {UINT32_MAX, 4u}}) {
    AtServer side;
    side.Send(HelloBytes(kFeatureMemory, wished));

    REQUIRE(side.Advance().ok() && side.out.endpoint != nullptr);

    CHECK(side.out.endpoint->ring_bytes() == expected * kMinRingCapacity);
  }
}

TEST("a HELLO that comes byte by byte is understood") {
  AtServer side;
  const Bytes hello = HelloBytes();
  for (size_t i = 0; i + 1 < hello.size(); i++) {
    side.Send({hello[i]});
    REQUIRE(side.Advance().code == Code::kAgain);
    REQUIRE(side.Advance().code == Code::kAgain);
  }
  side.Send({hello.back()});

  CHECK(side.Advance().ok() && side.out.endpoint != nullptr);
}

TEST("a HELLO that is cut off by the end of the socket is refused, at every length") {
  for (size_t length = 0; length < kHandshakeBytes; length++) {
    AtServer side;
    const Bytes hello = HelloBytes();
    if (length > 0) side.Send(Bytes(hello.begin(), hello.begin() + static_cast<long>(length)));
    side.client.Reset();

    Status status = side.Advance();
    if (status.code == Code::kAgain) status = side.Advance();

    CHECK(status.code == Code::kHandshakeFailed && side.out.endpoint == nullptr);
  }
}

TEST("a HELLO with nonsense in it is refused and not answered") {
  AtServer side;
  Bytes hello = HelloBytes();
  hello[0] = 'X';
  side.Send(hello);
  Welcome welcome;
  size_t fds = 0;

  CHECK(side.Advance().code == Code::kHandshakeFailed);

  CHECK(ReceiveWelcome(side.client, &welcome, &fds) == Code::kAgain);
}

TEST("a HELLO without a version in common is told so, without descriptors") {
  AtServer side;
  Bytes hello = HelloBytes();
  hello[8] = hello[10] = 2;
  side.Send(hello);
  Welcome welcome;
  size_t fds = 0;

  CHECK(side.Advance().code == Code::kVersionMismatch && side.out.endpoint == nullptr);

  CHECK(ReceiveWelcome(side.client, &welcome, &fds) == Code::kVersionMismatch && fds == 0);
}

TEST("a HELLO that offers no memory gets the bare socket and no descriptors") {
  AtServer side;
  side.Send(HelloBytes(0));
  Welcome welcome;
  size_t fds = 0;

  CHECK(side.Advance().ok() && side.out.endpoint == nullptr && side.out.socket.valid());

  CHECK(side.out.fallback == Fallback::kClientWithoutMemory);
  CHECK(ReceiveWelcome(side.client, &welcome, &fds) == Code::kOk && fds == 0 && welcome.features == 0);
}

TEST("descriptors on any byte of a HELLO are closed and end the handshake") {
  const Bytes hello = HelloBytes();
  for (size_t at = 0; at < kHandshakeBytes; at++) {
    for (const size_t count : {1, 2, 8}) {
      const int descriptors = test::OpenDescriptors();
      {
        AtServer side;
        if (at > 0) side.Send(Bytes(hello.begin(), hello.begin() + static_cast<long>(at)));
        side.Send(Bytes(hello.begin() + static_cast<long>(at), hello.end()), std::vector<int>(count, 0));
        Status status = side.Advance();
        if (status.code == Code::kAgain) status = side.Advance();
        CHECK(status.code == Code::kHandshakeFailed && side.out.endpoint == nullptr);
      }
      REQUIRE(test::OpenDescriptors() == descriptors);
    }
  }
}

TEST("as many descriptors as a message can carry are all closed") {
  AtServer side;
  const int descriptors = test::OpenDescriptors();
  const Bytes hello = HelloBytes();
  // SendMessage() is for the few of a WELCOME; a hostile peer has the kernel's own limit.
  std::vector<int> fds(253, side.client.get());
  std::vector<char> control(CMSG_SPACE(sizeof(int) * fds.size()));
  iovec part = {const_cast<uint8_t*>(hello.data()), hello.size()};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int) * fds.size());
  memcpy(CMSG_DATA(header), fds.data(), sizeof(int) * fds.size());
  REQUIRE(sendmsg(side.client.get(), &message, 0) == static_cast<ssize_t>(hello.size()));

  CHECK(side.Advance().code == Code::kHandshakeFailed);

  CHECK(test::OpenDescriptors() == descriptors);
}

TEST("bytes behind a HELLO are left on the socket, where they are a violation") {
  AtServer side;
  Bytes bytes = HelloBytes();
  bytes.push_back(1);
  side.Send(bytes);

  REQUIRE(side.Advance().ok() && side.out.endpoint != nullptr);

  CHECK(side.out.endpoint->TakeSocket().code == Code::kCorrupt);
}

TEST("a user that may not connect is refused before a byte is read") {
  CHECK(IsAllowed(geteuid(), {}));
  CHECK(!IsAllowed(geteuid() + 1, {}));
  CHECK(IsAllowed(geteuid() + 1, {7, geteuid() + 1}));
}

TEST("a client that ended before its handshake was looked at is known to be gone, though a child of it holds the socket") {
  test::TemporaryDirectory directory;
  ListeningSocket listener;
  REQUIRE(listener.Listen(directory.File("a.sock")).ok());
  int hold[2];
  REQUIRE(pipe(hold) == 0);
  const pid_t child = test::Fork([&] {
    UniqueFd socket;
    CHECK(ConnectSocket(directory.File("a.sock"), &socket).ok());
    const Bytes hello = HelloBytes();
    CHECK(SendMessage(socket.get(), hello.data(), hello.size(), nullptr, 0).ok());
    if (fork() == 0) {
      close(hold[1]);
      char end;
      (void)!read(hold[0], &end, 1);
      _exit(0);
    }
  });
  UniqueFd socket;
  REQUIRE(test::Join(child) == 0);
  REQUIRE(AcceptConnection(listener.fd(), &socket).ok());
  ServerHandshake server(std::move(socket), kMinRingCapacity);
  Rendezvous out;

  REQUIRE(server.CheckPeer({}).ok());
  REQUIRE(server.Advance(&out).ok() && out.endpoint != nullptr);

  CHECK(out.endpoint->peer_gone() || (out.endpoint->pidfd() >= 0 && test::IsReadable(out.endpoint->pidfd())));
  close(hold[1]);
  close(hold[0]);
}

}  // namespace
}  // namespace memlane
