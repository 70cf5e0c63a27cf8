// SPDX-License-Identifier: Apache-2.0
// The mapped file: who may open it, and what becomes of it. Deaths are real ones, by SIGKILL.
#include "test/broadcast_member.h"

namespace memlane {
namespace {

using test::Exists;
using test::ForkUntilKilled;
using test::Kill;
using test::Member;

TEST("a mapped file is made for its user alone, with all its bytes, and removed by the last one out") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  {
    Member first(path, 4096);
    Member second(path, 4096);
    struct stat info;
    CHECK(first.status.ok() && second.status.ok());
    CHECK(stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600 && static_cast<uint64_t>(info.st_size) == BroadcastFileBytes(4096));
    CHECK(static_cast<uint64_t>(info.st_blocks) * 512 >= BroadcastFileBytes(4096));
    CHECK(first.file.Close().ok());
    CHECK(Exists(path));
  }
  CHECK(!Exists(path));
}

TEST("a capacity other than that of the file is refused, and both are named") {
  test::TemporaryDirectory directory;
  Member first(directory.File("a.map"), 4096);
  Member second(directory.File("a.map"), 8192);

  CHECK(second.status.code == Code::kCapacityMismatch && second.conflict.capacity == 4096);
}

TEST("a file left by processes that were killed is reset by the next, whatever its capacity and its messages are") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Kill(ForkUntilKilled([&] {
    auto* member = new Member(path, 2000, 0);
    CHECK(member->status.ok() && member->Join().ok() && member->Write("old").ok());
  }));
  CHECK(Exists(path));

  Member next(path, 0, 2000, 8192);

  CHECK(next.status.ok() && next.Join().ok() && next.Read() == "");
}

TEST("a file that is none of a communicator, short or long, used or not, is refused and stays as it is") {
  for (const size_t length : {size_t{7}, size_t{8192}}) {
    test::TemporaryDirectory directory;
    const std::string path = directory.File("a.map");
    const std::string text(length, 'g');
    std::string after(length, ' ');
    LockedFile other;
    CHECK(LockedFile::Open(path, &other).ok());
    CHECK(pwrite(other.fd(), text.data(), length, 0) == static_cast<ssize_t>(length));

    CHECK(other.TryLock(kPresenceLock, LockedFile::Lock::kShared).ok());
    CHECK(Member(path, 4096).status.code == Code::kCorrupt);
    other.Unlock(kPresenceLock);
    CHECK(Member(path, 4096).status.code == Code::kCorrupt);
    CHECK(other.IsAt(path) && other.ReadAt(0, after.data(), length).ok() && after == text);
  }
}

TEST("a file whose maker was killed before it wrote the header, or that has another version, is reset") {
  for (const char* begin : {"", "MLNEMAP1\7"}) {
    test::TemporaryDirectory directory;
    const std::string path = directory.File("a.map");
    LockedFile other;
    const ssize_t length = static_cast<ssize_t>(strlen(begin));
    CHECK(LockedFile::Open(path, &other).ok() && ftruncate(other.fd(), 8192) == 0);
    CHECK(pwrite(other.fd(), begin, strlen(begin), 0) == length);

    CHECK(Member(path, 4096).status.ok());
  }
}

TEST("a file with a second name is refused, and the other file stays as it is") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  const std::string other = directory.File("precious");
  CHECK(close(creat(other.c_str(), 0600)) == 0 && link(other.c_str(), path.c_str()) == 0);

  CHECK(Member(path, 4096).status.code == Code::kPermissionDenied);
  CHECK(Exists(path) && Exists(other));
}

TEST("a file that another process is making is said to be so, is left alone, and is opened by a later call") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  LockedFile other;
  CHECK(LockedFile::Open(path, &other).ok() && other.TryLock(kMembersLock, LockedFile::Lock::kExclusive).ok());
  CHECK(other.TryLock(kMakingLock, LockedFile::Lock::kExclusive).ok());
  BroadcastFile file;
  BroadcastConflict conflict;
  uint64_t bytes = 1;

  CHECK(file.Open(path, 4096, &conflict).code == Code::kBeingMade && !file.is_open());
  CHECK(other.Size(&bytes).ok() && bytes == 0);
  other.Close();
  CHECK(file.Open(path, 4096, &conflict).ok() && file.is_open());
  CHECK(file.Open(path, 4096, &conflict).ok());
}

TEST("a large file is made in steps, one by each call, while others are told that it is being made") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  const uint64_t capacity = 40 * 1024 * 1024;
  BroadcastFile file;
  BroadcastFile other;
  BroadcastConflict conflict;

  for (int step = 1; step < 3; step++) {
    CHECK(file.Open(path, capacity, &conflict).code == Code::kAgain && !file.is_open());
    CHECK(other.Open(path, capacity, &conflict).code == Code::kBeingMade);
  }
  CHECK(file.Open(path, capacity, &conflict).ok() && other.Open(path, capacity, &conflict).ok());
  struct stat info;
  CHECK(stat(path.c_str(), &info) == 0 && static_cast<uint64_t>(info.st_size) == BroadcastFileBytes(capacity));
  CHECK(static_cast<uint64_t>(info.st_blocks) * 512 >= BroadcastFileBytes(capacity));
}

TEST("a large file whose maker closes it half made goes; one whose maker is killed is made anew by the next") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  const auto begin = [&](BroadcastFile* file) {
    BroadcastConflict conflict;
    CHECK(file->Open(path, 40 * 1024 * 1024, &conflict).code == Code::kAgain && Exists(path));
  };
  BroadcastFile file;
  begin(&file);
  CHECK(file.Close().ok() && !Exists(path));

  Kill(ForkUntilKilled([&] { begin(new BroadcastFile); }));

  CHECK(Exists(path) && Member(path, 4096).status.ok());
}

TEST("a large file is freed in steps by the last one out; its name is free at once") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  const uint64_t capacity = 40 * 1024 * 1024;
  BroadcastFile file;
  BroadcastConflict conflict;
  while (file.Open(path, capacity, &conflict).code == Code::kAgain) continue;
  LockedFile other;
  uint64_t bytes = 0;
  CHECK(file.is_open() && LockedFile::Open(path, &other).ok());

  for (uint64_t left = BroadcastFileBytes(capacity); left > 16 * 1024 * 1024;) {
    left -= 16 * 1024 * 1024;
    CHECK(file.Close().code == Code::kAgain && !Exists(path));
    CHECK(other.Size(&bytes).ok() && bytes == left);
  }
  CHECK(file.Close().ok() && file.Close().ok());
}

TEST("who closes while another has the file's lock gives its roles back at once, and removes the file later") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member member(path, 0, 0);
  Member next(path, 0, 0);
  LockedFile other;
  CHECK(member.Write("x").ok() && next.Write("y").code == Code::kWriterExists);
  CHECK(LockedFile::Open(path, &other).ok() && other.TryLock(kMembersLock, LockedFile::Lock::kExclusive).ok());
  member.file.SetPatience(0);

  CHECK(member.file.Close().code == Code::kBusy);
  other.Unlock(kMembersLock);

  CHECK(next.Write("y").ok() && next.file.Close().ok() && Exists(path));
  CHECK(member.file.Close().ok() && !Exists(path));
}

TEST("a file for which there is no room says so before any of it is reserved") {
  test::TemporaryDirectory directory;
  LockedFile file;
  CHECK(LockedFile::Open(directory.File("a.map"), &file).ok());
  CHECK(file.CheckRoom(4096).ok());

  const Status status = file.CheckRoom(UINT64_MAX);

  CHECK(status.code == Code::kResourceExhausted && status.error == ENOSPC);
  unlink(directory.File("a.map").c_str());
}

TEST("a symbolic link, a directory and a file that others may open are refused") {
  test::TemporaryDirectory directory;
  const std::string link = directory.File("link.map");
  const std::string open_file = directory.File("open.map");
  CHECK(symlink("/tmp/nothing", link.c_str()) == 0);
  CHECK(close(creat(open_file.c_str(), 0600)) == 0 && chmod(open_file.c_str(), 0640) == 0);

  CHECK(Member(link, 4096).status.code == Code::kInvalidAddress);
  CHECK(Member(directory.File("."), 4096).status.code == Code::kInvalidAddress);
  CHECK(Member(open_file, 4096).status.code == Code::kPermissionDenied);
  unlink(link.c_str());
  unlink(open_file.c_str());
}

TEST("whatever needs the file's lock says that another has it, changes nothing, and can be called again") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  LockedFile other;
  BroadcastFile file;
  BroadcastConflict conflict;
  BroadcastWriter writer;
  BroadcastReader reader;
  CHECK(LockedFile::Open(path, &other).ok());
  const auto when_free = [&](auto call) {
    CHECK(other.TryLock(kMembersLock, LockedFile::Lock::kExclusive).ok());
    CHECK(call().code == Code::kBusy);
    CHECK(call().code == Code::kBusy);
    other.Unlock(kMembersLock);
    CHECK(call().ok());
  };

  when_free([&] { return file.Open(path, 4096, &conflict); });
  when_free([&] { return file.Use(0, 0, &conflict); });
  when_free([&] { return file.ClaimWriter(&writer, &conflict); });
  when_free([&] { return file.Join(&reader, &conflict); });
}

TEST("a reader that leaves while another has the file's lock is ended by whoever comes next, and keeps what it has not read") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member writer(path, 0, 0);
  Member member(path, 0, 0);
  member.file.SetPatience(1);
  LockedFile other;
  CHECK(writer.Write("x").ok() && member.Join().ok() && member.Read() == "x;" && writer.Write("y").ok());
  CHECK(LockedFile::Open(path, &other).ok() && other.TryLock(kMembersLock, LockedFile::Lock::kExclusive).ok());

  member.file.Leave(member.collector->reader);

  other.Close();
  CHECK(member.Join().ok() && member.Read() == "y;");
}

TEST("coming and going of four processes at once, the file is there for each and gone at the end") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  const uint64_t rounds = test::Amount(300, 20'000);
  std::vector<pid_t> children;
  for (uint64_t child = 0; child < 4; child++) {
    children.push_back(test::Fork([&] {
      for (uint64_t round = 0; round < rounds && test::failed_checks == 0; round++) {
        Member member(path, 64 * child, 64 * child);
        CHECK(member.status.ok() && member.Join().ok() && member.Read() == "");
        CHECK(Exists(path));
        member.file.Leave(member.collector->reader);
      }
    }));
  }

  for (const pid_t child : children) CHECK(test::Join(child) == 0);
  CHECK(!Exists(path));
}

TEST("a forked child that ends leaves its parent's file and locks alone") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member member(path, 0, 0);
  CHECK(member.Write("x").ok());

  CHECK(test::Join(test::Fork([&] { CHECK(member.file.Close().ok()); })) == 0);

  CHECK(Exists(path) && Member(path, 0, 0).Write("y").code == Code::kWriterExists);
}

}  // namespace
}  // namespace memlane
