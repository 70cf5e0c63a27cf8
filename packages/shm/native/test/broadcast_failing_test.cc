// SPDX-License-Identifier: Apache-2.0
// Each system call in the life of a mapped file fails once, with the errors that it may have: the answer is a code, and
// nothing stays behind that the next one does not mend.
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <string>

#include "test/broadcast_member.h"
#include "test/failing_calls.h"

namespace memlane {
namespace {

int Mappings() {
  std::ifstream maps("/proc/self/maps");
  int count = 0;
  for (std::string line; std::getline(maps, line);) count += line.find(".map") != std::string::npos;
  return count;
}

// Opens, writes, reads, leaves and closes. @returns the first failure
Status Live(const std::string& path) {
  BroadcastFile file;
  BroadcastConflict conflict;
  BroadcastWriter writer;
  BroadcastReader reader;
  Status status = file.Open(path, 4096, &conflict);
  if (!status.ok()) return status;
  status = file.Use(0, 2000, &conflict);
  if (!status.ok()) return status;
  status = file.ClaimWriter(&writer, &conflict);
  if (!status.ok()) return status;
  status = file.Join(&reader, &conflict);
  if (!status.ok()) return status;
  file.Leave(reader);
  bool any = false;
  return file.ForgetDeadReaders(&any);
}

void FailEach(int error) {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  CHECK(Live(path).ok());
  const int descriptors = test::OpenDescriptors();
  int failed = 0;
  int nth = 0;
  int calls = 0;
  do {
    nth++;
    test::FailCall(nth, error);
    const Status status = Live(path);
    calls = test::StopFailing();

    const bool clean = test::OpenDescriptors() == descriptors && Mappings() == 0;
    const bool answered = status.ok() || status.code != Code::kOk;
    if (!clean || test::failed_checks > 0) {
      fprintf(stderr, "call %d, %s\n", nth, test::FailedCall() == nullptr ? "none" : test::FailedCall());
    }
    CHECK(clean && answered);
    if (!status.ok()) failed++;
    // A file that could not be removed is reset by the next.
    CHECK(Live(path).ok() && !test::Exists(path));
    REQUIRE(test::failed_checks == 0);
  } while (nth <= calls);

  CHECK(calls >= 20 && failed > 10);
}

TEST("each system call of a mapped file that fails for want of descriptors gives a code and leaves nothing") {
  FailEach(EMFILE);
}

TEST("each system call of a mapped file that fails for want of room gives a code and leaves nothing") { FailEach(ENOSPC); }

TEST("each system call of a mapped file that is forbidden gives a code and leaves nothing") { FailEach(EPERM); }

TEST("each system call of a mapped file that fails for want of locks gives a code and leaves nothing") { FailEach(ENOLCK); }

}  // namespace
}  // namespace memlane
