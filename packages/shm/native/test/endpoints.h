// SPDX-License-Identifier: Apache-2.0
// Endpoints for tests: in one process, or across a fork with a real rendezvous; and blocking on one without any timer.
#pragma once

#include <dirent.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "core/rendezvous.h"
#include "platform/unix_socket.h"
#include "platform/wait.h"
#include "test/test.h"

namespace memlane::test {

// A directory of its own, removed with what it holds by the process that made it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    const char* base = getenv("TMPDIR");
    path_ = std::string(base == nullptr ? "/tmp" : base) + "/memlane-test-XXXXXX";
    if (mkdtemp(path_.data()) == nullptr) abort();
  }
  ~TemporaryDirectory() {
    if (getpid() != owner_) return;
    DIR* directory = opendir(path_.c_str());
    if (directory != nullptr) {
      while (const dirent* entry = readdir(directory)) unlinkat(dirfd(directory), entry->d_name, 0);
      closedir(directory);
    }
    rmdir(path_.c_str());
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
  pid_t owner_ = getpid();
};

// Descriptors that this process has open.
inline int OpenDescriptors() {
  int count = 0;
  DIR* directory = opendir("/proc/self/fd");
  if (directory == nullptr) abort();
  while (readdir(directory) != nullptr) count++;
  closedir(directory);
  return count;
}

inline bool IsReadable(int fd) { return WaitReadable(&fd, 1, 0); }

inline std::pair<UniqueFd, UniqueFd> SocketPair() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) abort();
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

struct EndpointPair {
  std::unique_ptr<Endpoint> client;
  std::unique_ptr<Endpoint> server;
};

// Both ends in this process, through the whole handshake.
inline EndpointPair Connected() {
  auto [ours, theirs] = SocketPair();
  ClientHandshake client(std::move(ours));
  ServerHandshake server(std::move(theirs), kMinRingCapacity);
  Rendezvous at_client;
  Rendezvous at_server;
  CHECK(client.Begin(0, true, {}).ok());
  CHECK(server.CheckPeer({}).ok());
  CHECK(server.Advance(&at_server).ok());
  CHECK(client.Advance(&at_client).ok());
  return {std::move(at_client.endpoint), std::move(at_server.endpoint)};
}

// Lets a handshake run to its end, however long it takes. @returns null when it failed
template <typename Side>
std::unique_ptr<Endpoint> Finish(Side& side) {
  Rendezvous out;
  Status status = Status::Of(Code::kAgain);
  while (status.code == Code::kAgain) {
    const int fd = side.socket_fd();
    WaitReadable(&fd, 1, -1);
    status = side.Advance(&out);
  }
  CHECK(status.ok());
  return std::move(out.endpoint);
}

// The listening side of a real rendezvous.
class Meeting {
 public:
  Meeting() { CHECK(listener_.Listen(path()).ok()); }

  std::string path() const { return directory_.File("meeting.sock"); }

  std::unique_ptr<Endpoint> Accept() {
    const int fd = listener_.fd();
    WaitReadable(&fd, 1, -1);
    UniqueFd socket;
    CHECK(AcceptConnection(fd, &socket).ok());
    ServerHandshake side(std::move(socket), kMinRingCapacity);
    CHECK(side.CheckPeer({}).ok());
    return Finish(side);
  }

  // In a child of Fork().
  std::unique_ptr<Endpoint> Connect() {
    UniqueFd socket;
    CHECK(ConnectSocket(path(), &socket).ok());
    ClientHandshake side(std::move(socket));
    CHECK(side.Begin(0, true, {}).ok());
    return Finish(side);
  }

 private:
  TemporaryDirectory directory_;
  ListeningSocket listener_;
};

// Sleeps until there are bytes, room that was waited for, or the peer's end. There is no timer: a lost wake-up hangs.
inline void Block(Endpoint& endpoint) {
  bool has_room = false;
  bool sleeps = false;
  CHECK(endpoint.TakeRoom(&has_room).ok());
  if (has_room || endpoint.peer_gone()) return;
  CHECK(endpoint.Sleep(&sleeps).ok());
  if (!sleeps) return;
  const int fds[] = {endpoint.bell_fd(), endpoint.socket_fd(), endpoint.pidfd()};
  WaitReadable(fds, 3, -1);
  endpoint.Wake();
  if (endpoint.bell_fd() >= 0) endpoint.TakeBell();
  CHECK(endpoint.TakeSocket().ok());
  if (endpoint.pidfd() >= 0 && IsReadable(endpoint.pidfd())) endpoint.PeerEnded();
}

}  // namespace memlane::test
