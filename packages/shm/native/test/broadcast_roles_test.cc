// SPDX-License-Identifier: Apache-2.0
// Who gets which region and which role in it, and what becomes of that. Deaths are real ones, by SIGKILL.
#include "test/broadcast_member.h"

namespace memlane {
namespace {

using test::Exists;
using test::ForkUntilKilled;
using test::Kill;
using test::Member;

TEST("regions run to the next position in use or to the end, in whatever order the members come") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member left(path, 2000, 0);
  Member right(path, 0, 2000);
  CHECK(right.Join().ok() && left.Join().ok());

  CHECK(right.Write("from the right").ok() && left.Write("from the left").ok());

  CHECK(left.writer.size() == 2000 && right.writer.size() == 2096);
  CHECK(left.Read() == "from the right;" && right.Read() == "from the left;");
}

TEST("a reader that knows only its own position finds the size that the writer has fixed, before it or after it") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member early(path, 0, 0);
  CHECK(early.status.ok() && early.Join().ok());
  Member writer(path, 2000, 0);
  CHECK(writer.status.ok() && writer.Write("x").ok() && writer.writer.size() == 2000);
  Member late(path, 0, 0);
  CHECK(late.status.ok() && late.Join().ok());
  CHECK(writer.Write("y").ok());

  CHECK(early.Read() == "x;y;" && late.Read() == "y;");
}

TEST("a position within a region in use is refused, and the region and its user are named") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member writer(path, 0, 0);
  CHECK(writer.Write("x").ok());
  Member other(path, 2000, 0);

  CHECK(other.status.code == Code::kOverlap);
  CHECK(other.conflict.position == 0 && other.conflict.size == 4096);
  CHECK(other.conflict.pid == static_cast<uint32_t>(getpid()));
  CHECK(Member(path, 0, 15).status.code == Code::kOverlap);
  CHECK(Member(path, 4081, 0).status.code == Code::kUnsupported);
}

TEST("a region that nobody uses any more and that keeps nothing unread makes way for another") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member stays(path, 2000, 2000);
  {
    Member writer(path, 0, 0);
    CHECK(writer.status.ok() && writer.Join().ok() && writer.Write("x").ok() && writer.Read() == "x;");
    CHECK(Member(path, 100, 100).status.code == Code::kOverlap);
    writer.file.Leave(writer.collector->reader);
  }
  CHECK(Member(path, 100, 100).status.ok());
  {
    Member writer(path, 0, 0);
    CHECK(writer.Write("kept").ok());
  }
  CHECK(Member(path, 100, 100).status.code == Code::kOverlap);
}

TEST("words of the table that change once a position is used lead nowhere else: the private copies count") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member member(path, 0, 2000);
  Member other(path, 2000, 0);
  for (RegionControl* control : {member.file.read_region(), member.file.write_region()}) {
    control->position.store(UINT64_MAX / 2);
  }
  CHECK(member.Join().ok());
  CHECK(member.Write("x").code == Code::kCorrupt);
  member.file.read_region()->position.store(0);
  member.file.write_region()->position.store(4000);
  CHECK(member.Write("x").ok() && member.writer.size() == 2096);
  CHECK(other.Join().ok() && other.Read() == "x;");

  member.file.write_region()->position.store(2000);
  Member third(path, 1000, 1000);
  REQUIRE(third.status.ok());
  third.file.write_region()->size.store(5000);
  CHECK(third.Write("x").code == Code::kCorrupt);
}

TEST("the 17th position in use is one too many") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  std::vector<std::unique_ptr<Member>> members;
  for (uint64_t i = 0; i < kMaxRegions; i += 2) members.push_back(std::make_unique<Member>(path, i * 16, (i + 1) * 16));
  for (const auto& member : members) CHECK(member->status.ok());

  CHECK(Member(path, 1000, 1000).status.code == Code::kTooManyRegions);
  members.pop_back();
  CHECK(Member(path, 1000, 1000).status.ok());
}

TEST("one communicator with one position for both takes the 16th, also when it comes last") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  std::vector<std::unique_ptr<Member>> members;
  for (uint64_t i = 0; i < kMaxRegions; i++) members.push_back(std::make_unique<Member>(path, i * 16, i * 16));

  for (const auto& member : members) CHECK(member->status.ok());
  CHECK(Member(path, 1000, 1000).status.code == Code::kTooManyRegions);
}

TEST("a second writer is refused and told who the first is; when that one is killed its place is free") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member second(path, 0, 2000);
  const pid_t first = ForkUntilKilled([&] {
    auto* member = new Member(path, 0, 2000);
    CHECK(member->Write("first").ok());
  });

  CHECK(second.Write("second").code == Code::kWriterExists);
  CHECK(second.conflict.position == 2000 && second.conflict.pid == static_cast<uint32_t>(first));
  Kill(first);
  CHECK(second.Write("second").ok());

  Member reader(path, 2000, 0);
  CHECK(reader.Join().ok() && reader.Read() == "first;second;");
}

TEST("the 33rd reader is refused; the slot of one that left or was killed is free again") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  std::vector<std::unique_ptr<Member>> readers;
  for (uint32_t i = 0; i < kMaxReaders - 1; i++) {
    readers.push_back(std::make_unique<Member>(path, 0, 2000));
    CHECK(readers.back()->Join().ok());
  }
  const pid_t killed = ForkUntilKilled([&] { CHECK((new Member(path, 0, 2000))->Join().ok()); });
  Member one_more(path, 0, 2000);

  CHECK(one_more.Join().code == Code::kTooManyReaders && one_more.conflict.position == 0);
  Kill(killed);
  CHECK(one_more.Join().ok());
  one_more.file.Leave(one_more.collector->reader);
  CHECK(Member(path, 0, 2000).Join().ok());
}

TEST("a reader that was killed is forgotten by the writer, whose room it had held; the living ones are not") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member writer(path, 64, 0, 80);
  Member reader(path, 0, 64, 80);
  CHECK(reader.Join().ok());
  const pid_t killed = ForkUntilKilled([&] { CHECK((new Member(path, 0, 64, 80))->Join().ok()); });
  bool any = true;
  CHECK(writer.Write("0123456789").ok() && writer.Write("0123456789").ok() && writer.Write("0123456789").ok());
  CHECK(reader.Read() == "0123456789;0123456789;0123456789;");

  CHECK(writer.Write("x").ok() && writer.Write("y").code == Code::kAgain);
  CHECK(writer.file.ForgetDeadReaders(&any).ok() && !any);
  Kill(killed);
  CHECK(writer.file.ForgetDeadReaders(&any).ok() && any);
  CHECK(writer.Write("y").ok());
  CHECK(reader.Read() == "0123456789;0123456789;0123456789;x;y;");
}

TEST("what the last reader left unread, killed or not, is kept for the next one") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member writer(path, 2000, 0);
  CHECK(writer.Write("1").ok());
  const pid_t killed = ForkUntilKilled([&] {
    auto* reader = new Member(path, 0, 2000);
    CHECK(reader->Join().ok() && reader->Read() == "1;");
  });
  CHECK(writer.Write("2").ok());
  Kill(killed);
  CHECK(writer.Write("3").ok());
  {
    Member next(path, 0, 2000);
    CHECK(next.Join().ok() && next.Read() == "2;3;");
    CHECK(writer.Write("4").ok());
    next.file.Leave(next.collector->reader);
  }

  Member last(path, 0, 2000);
  CHECK(last.Join().ok() && last.Read() == "4;");
}

}  // namespace
}  // namespace memlane
