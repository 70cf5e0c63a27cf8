// SPDX-License-Identifier: Apache-2.0
// Each system call of a connection's life fails once, with the errors that it may have: the answer is a code or a
// fall-back, and nothing stays behind.
#include "test/failing_calls.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <string>

#include "test/endpoints.h"
#include "test/test.h"

namespace memlane {
namespace {

int Mappings() {
  std::ifstream maps("/proc/self/maps");
  int count = 0;
  for (std::string line; std::getline(maps, line);) count += line.find("/memfd:") != std::string::npos;
  return count;
}

// Listens, connects, shakes hands, sends a byte each way and closes. @returns the first failure
Status Live(const std::string& path) {
  ListeningSocket listener;
  Status status = listener.Listen(path);
  if (!status.ok()) return status;
  UniqueFd ours;
  status = ConnectSocket(path, &ours);
  if (!status.ok()) return status;
  ClientHandshake client(std::move(ours));
  status = client.Begin(0, true, {});
  if (!status.ok()) return status;
  UniqueFd theirs;
  status = AcceptConnection(listener.fd(), &theirs);
  if (!status.ok()) return status;
  ServerHandshake server(std::move(theirs), kMinRingCapacity);
  status = server.CheckPeer({});
  if (!status.ok()) return status;
  Rendezvous at_server;
  Rendezvous at_client;
  status = server.Advance(&at_server);
  if (!status.ok()) return status;
  status = client.Advance(&at_client);
  if (!status.ok()) return status;
  CHECK((at_server.endpoint == nullptr) == (at_client.endpoint == nullptr));
  if (at_client.endpoint == nullptr) {
    CHECK(at_server.fallback == Fallback::kServerWithoutMemory && !at_server.memory_status.ok());
    CHECK(at_server.socket.valid() && at_client.socket.valid());
    return Status::Ok();
  }
  const uint8_t sent = 5;
  uint8_t received = 0;
  uint32_t count = 0;
  bool sleeps = false;
  CHECK(at_server.endpoint->Sleep(&sleeps).ok() && sleeps);
  CHECK(at_client.endpoint->Write(&sent, 1, &count).ok() && count == 1);
  CHECK(at_server.endpoint->Read(&received, 1, &count).ok() && count == 1 && received == sent);
  return at_server.endpoint->TakeSocket();
}

void FailEach(int error) {
  test::TemporaryDirectory directory;
  CHECK(Live(directory.File("warm.sock")).ok());
  const int descriptors = test::OpenDescriptors();
  const int mappings = Mappings();
  int degraded = 0;
  int failed = 0;
  int nth = 0;
  int calls = 0;
  do {
    nth++;
    const std::string path = directory.File("a.sock");
    test::FailCall(nth, error);
    const Status status = Live(path);
    calls = test::StopFailing();

    const bool answered = status.ok() || status.code != Code::kCorrupt;
    const bool clean = test::OpenDescriptors() == descriptors && Mappings() == mappings;
    if (!answered || !clean || test::failed_checks > 0) {
      fprintf(stderr, "call %d, %s\n", nth, test::FailedCall() == nullptr ? "none" : test::FailedCall());
    }
    CHECK(answered);
    CHECK(clean);
    (status.ok() ? degraded : failed)++;
    // A file that could not be removed is taken over or removed by the next.
    CHECK(Live(path).ok());
    REQUIRE(test::failed_checks == 0);
  } while (nth <= calls);

  CHECK(calls >= 35);
  CHECK(degraded > 1 && failed > 10);
}

TEST("each system call that fails for want of descriptors gives a code or a fall-back, and leaves nothing") {
  FailEach(EMFILE);
}

TEST("each system call that fails for want of memory gives a code or a fall-back, and leaves nothing") { FailEach(ENOMEM); }

TEST("each system call that is forbidden gives a code or a fall-back, and leaves nothing") { FailEach(EPERM); }

TEST("each system call that the kernel lacks gives a code or a fall-back, and leaves nothing") { FailEach(ENOSYS); }

}  // namespace
}  // namespace memlane
