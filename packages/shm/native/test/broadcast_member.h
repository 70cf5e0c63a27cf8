// SPDX-License-Identifier: Apache-2.0
// One member of a mapped file, and processes that are members until they are killed.
#pragma once

#include "core/broadcast_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "test/endpoints.h"
#include "test/guarded_region.h"
#include "test/test.h"

namespace memlane::test {

inline bool Exists(const std::string& path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0;
}

// Opens and uses the positions; the status of the first that fails. Waits for the file's lock longer than any test needs.
struct Member {
  Member(const std::string& path, uint64_t capacity) {
    file.SetPatience(10'000);
    status = file.Open(path, capacity, &conflict);
  }
  Member(const std::string& path, uint64_t read_position, uint64_t write_position, uint64_t capacity = 4096)
      : Member(path, capacity) {
    if (status.ok()) status = file.Use(read_position, write_position, &conflict);
  }
  Status Write(const char* text) {
    Status claimed = writing ? Status::Ok() : file.ClaimWriter(&writer, &conflict);
    writing = claimed.ok();
    if (!writing) return claimed;
    return writer.WriteMessage(reinterpret_cast<const uint8_t*>(text), static_cast<uint32_t>(strlen(text))).published
               ? Status::Ok()
               : Status::Of(Code::kAgain);
  }
  Status Join() {
    BroadcastReader reader;
    const Status joined = file.Join(&reader, &conflict);
    if (joined.ok()) collector = std::make_unique<Collector>(reader);
    return joined;
  }
  // All messages so far, one after the other.
  std::string Read() {
    CHECK(collector->Take().ok());
    std::string all;
    for (const auto& message : collector->messages) all += std::string(message.begin(), message.end()) + ";";
    return all;
  }

  BroadcastFile file;
  BroadcastConflict conflict;
  Status status;
  BroadcastWriter writer;
  bool writing = false;
  std::unique_ptr<Collector> collector;
};

// A child that does something, says so, and lives until it is killed.
template <typename Body>
pid_t ForkUntilKilled(Body body) {
  int pipes[2];
  CHECK(pipe(pipes) == 0);
  const pid_t pid = Fork([&] {
    body();
    CHECK(write(pipes[1], "x", 1) == 1);
    pause();
  });
  char byte;
  close(pipes[1]);
  CHECK(read(pipes[0], &byte, 1) == 1);
  close(pipes[0]);
  return pid;
}

inline void Kill(pid_t pid) {
  kill(pid, SIGKILL);
  CHECK(Join(pid) == -SIGKILL);
}

}  // namespace memlane::test
