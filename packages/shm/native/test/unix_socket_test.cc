// SPDX-License-Identifier: Apache-2.0
// Who may have a path: stale sockets are replaced, live ones kept, files of others left alone.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>
#include <string>
#include <vector>

#include "test/endpoints.h"
#include "test/test.h"

namespace memlane {
namespace {

bool Exists(const std::string& path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0;
}

Code ConnectCode(const std::string& path) {
  UniqueFd socket;
  return ConnectSocket(path, &socket).code;
}

// A listener that knows nothing of the lock.
UniqueFd PlainListener(const std::string& path) {
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  memcpy(address.sun_path, path.data(), path.size());
  CHECK(bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && listen(fd.get(), 8) == 0);
  return fd;
}

// What a listener leaves that is killed.
void LeaveStaleSocket(const std::string& path) {
  const pid_t child = test::Fork([&] {
    ListeningSocket listener;
    CHECK(listener.Listen(path).ok());
    kill(getpid(), SIGKILL);
  });
  CHECK(test::Join(child) == -SIGKILL);
  CHECK(Exists(path) && Exists(path + ".lock") && ConnectCode(path) == Code::kNotFound);
}

TEST("a listener accepts who connects, its socket is of its user alone and its descriptors close on exec") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.sock");
  ListeningSocket listener;
  UniqueFd client;
  UniqueFd server;
  struct stat info;
  REQUIRE(listener.Listen(path).ok());

  CHECK(AcceptConnection(listener.fd(), &server).code == Code::kAgain);
  CHECK(ConnectSocket(path, &client).ok());
  CHECK(AcceptConnection(listener.fd(), &server).ok());

  CHECK(stat(path.c_str(), &info) == 0 && (info.st_mode & 0777) == 0600);
  for (const int fd : {listener.fd(), client.get(), server.get()}) CHECK((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  for (const int fd : {listener.fd(), client.get(), server.get()}) CHECK((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
}

TEST("nobody at a path is not found, at once") {
  test::TemporaryDirectory directory;
  CHECK(ConnectCode(directory.File("nobody.sock")) == Code::kNotFound);
}

TEST("a second listener is refused while the first lives, and the first goes on") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.sock");
  ListeningSocket first;
  ListeningSocket second;
  REQUIRE(first.Listen(path).ok());

  CHECK(second.Listen(path).code == Code::kAddressInUse);
  RemoveStaleSocket(path);

  CHECK(ConnectCode(path) == Code::kOk);
}

TEST("what a killed listener left is replaced") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.sock");
  LeaveStaleSocket(path);
  ListeningSocket listener;

  CHECK(listener.Listen(path).ok());

  CHECK(ConnectCode(path) == Code::kOk);
}

TEST("what a killed listener left can be removed") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.sock");
  LeaveStaleSocket(path);

  RemoveStaleSocket(path);
  RemoveStaleSocket(path);

  CHECK(!Exists(path) && !Exists(path + ".lock"));
}

TEST("a live listener without a lock is kept") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.sock");
  const UniqueFd plain = PlainListener(path);
  ListeningSocket listener;

  CHECK(listener.Listen(path).code == Code::kAddressInUse);
  RemoveStaleSocket(path);

  CHECK(ConnectCode(path) == Code::kOk);
}

TEST("a live listener without a lock is kept also when this process has no descriptor left to ask it") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.sock");
  const UniqueFd plain = PlainListener(path);
  const pid_t child = test::Fork([&] {
    // One descriptor more, for the lock file; none for the socket that asks.
    UniqueFd next(open("/dev/null", O_RDONLY));
    const rlimit limit = {static_cast<rlim_t>(next.get()) + 1, static_cast<rlim_t>(next.get()) + 1};
    next.Reset();
    REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    ListeningSocket listener;

    CHECK(listener.Listen(path).code == Code::kResourceExhausted);
    RemoveStaleSocket(path);
  });

  CHECK(test::Join(child) == 0);

  CHECK(ConnectCode(path) == Code::kOk);
}

TEST("a lock that is held by one who does not listen yet is worth another try") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.sock");
  const UniqueFd lock(open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  REQUIRE(flock(lock.get(), LOCK_EX | LOCK_NB) == 0);
  ListeningSocket listener;

  CHECK(listener.Listen(path).code == Code::kAgain);

  CHECK(!Exists(path));
}

TEST("a lock file without a holder is no obstacle") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.sock");
  UniqueFd(open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)).Reset();
  ListeningSocket listener;

  CHECK(listener.Listen(path).ok());
}

TEST("a file that is no socket is never removed, a link in place of the lock never followed") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("file");
  UniqueFd(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)).Reset();
  const std::string linked = directory.File("b.sock");
  REQUIRE(symlink(path.c_str(), (linked + ".lock").c_str()) == 0);
  ListeningSocket listener;

  CHECK(listener.Listen(path).code == Code::kInvalidAddress);
  RemoveStaleSocket(path);
  const Status status = listener.Listen(linked);

  CHECK(Exists(path));
  CHECK(!status.ok() && status.error == ELOOP);
}

TEST("the longest path that a socket can have works, a longer, an empty or one with a zero is refused") {
  test::TemporaryDirectory directory;
  const std::string longest = directory.File(std::string(kMaxSocketPathBytes - directory.File("").size(), 'x'));
  ListeningSocket listener;
  REQUIRE(longest.size() == 107);

  CHECK(listener.Listen(longest).ok() && ConnectCode(longest) == Code::kOk);

  for (const std::string& path : {longest + "x", std::string(5'000, 'x'), std::string(), std::string("a\0b", 3)}) {
    ListeningSocket other;
    CHECK(other.Listen(path).code == Code::kInvalidAddress);
    CHECK(ConnectCode(path) == Code::kInvalidAddress);
  }
}

TEST("a closed listener removes both files and frees the path, and closing again does nothing") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.sock");
  const int descriptors = test::OpenDescriptors();
  ListeningSocket listener;
  REQUIRE(listener.Listen(path).ok());

  listener.Close();
  CHECK(!Exists(path) && !Exists(path + ".lock") && test::OpenDescriptors() == descriptors);

  ListeningSocket next;
  CHECK(next.Listen(path).ok());
  listener.Close();
  CHECK(ConnectCode(path) == Code::kOk);
}

TEST("a listener whose files were removed under it leaves those of its successor alone") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.sock");
  ListeningSocket first;
  ListeningSocket second;
  REQUIRE(first.Listen(path).ok());
  REQUIRE(unlink(path.c_str()) == 0 && unlink((path + ".lock").c_str()) == 0);
  REQUIRE(second.Listen(path).ok());

  first.Close();

  CHECK(ConnectCode(path) == Code::kOk && Exists(path + ".lock"));
  ListeningSocket third;
  CHECK(third.Listen(path).code == Code::kAddressInUse);
}

TEST("a listener that is assigned another closes its own first") {
  test::TemporaryDirectory directory;
  const std::string kept = directory.File("kept.sock");
  const std::string left = directory.File("left.sock");
  ListeningSocket listener;
  ListeningSocket other;
  REQUIRE(listener.Listen(left).ok() && other.Listen(kept).ok());

  listener = std::move(other);

  CHECK(!Exists(left) && !Exists(left + ".lock") && ConnectCode(kept) == Code::kOk);
}

TEST("a forked child that lets go of its parent's listener leaves the files in place") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.sock");
  ListeningSocket listener;
  REQUIRE(listener.Listen(path).ok());
  const pid_t child = test::Fork([&] { listener.Close(); });

  CHECK(test::Join(child) == 0);

  CHECK(ConnectCode(path) == Code::kOk);
}

}  // namespace
}  // namespace memlane
