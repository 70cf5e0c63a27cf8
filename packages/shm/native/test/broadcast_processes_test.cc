// SPDX-License-Identifier: Apache-2.0
// A writer and readers in processes of their own over one mapped file, every one asleep on its futex whenever it can go no
// further. A lost wake-up is a hang, which the watchdog ends.
#include <sched.h>

#include <cstring>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "platform/futex.h"
#include "test/broadcast_member.h"
#include "test/random.h"

namespace memlane {
namespace {

using test::ForkUntilKilled;
using test::Kill;
using test::Member;

constexpr uint64_t kSeed = 17;

uint32_t LengthOf(uint64_t number) { return 8 + static_cast<uint32_t>(number % 200 == 0 ? 5000 : number * 7919 % 90); }

void WriteAll(Member& member, uint64_t count) {
  REQUIRE(member.file.ClaimWriter(&member.writer, &member.conflict).ok());
  RegionControl* control = member.file.write_region();
  std::vector<uint8_t> message;
  for (uint64_t number = 0; number < count && test::failed_checks == 0; number++) {
    message.resize(LengthOf(number));
    memcpy(message.data(), &number, sizeof number);
    test::FillStream(kSeed + number, 0, message.data() + 8, message.size() - 8);
    const uint32_t length = static_cast<uint32_t>(message.size());
    for (uint32_t done = 0; done < length && test::failed_checks == 0;) {
      const uint32_t bell = control->room_bell.load();
      const auto result = member.writer.WritePieces(message.data(), length, done);
      CHECK(result.status.ok());
      if (result.wake) FutexWakeAll(&control->bytes_bell);
      done += static_cast<uint32_t>(result.written);
      bool has_room = done == length;
      if (!has_room) CHECK(member.writer.CheckRoom(&has_room).ok());
      if (!has_room) FutexWait(&control->room_bell, bell);
    }
  }
}

void ReadAll(Member& member, uint64_t count) {
  RegionControl* control = member.file.read_region();
  test::Collector& collector = *member.collector;
  for (uint64_t number = 0; number < count && test::failed_checks == 0;) {
    const uint32_t bell = control->bytes_bell.load();
    REQUIRE(collector.Take().ok());
    if (collector.woke_writer) FutexWakeAll(&control->room_bell);
    collector.woke_writer = false;
    for (const auto& message : collector.messages) {
      uint64_t stated = 0;
      memcpy(&stated, message.data(), sizeof stated);
      REQUIRE(stated == number && message.size() == LengthOf(number));
      REQUIRE(test::IsStream(kSeed + number, 0, message.data() + 8, message.size() - 8));
      number++;
    }
    const bool idle = collector.messages.empty();
    collector.messages.clear();
    bool sleeps = false;
    if (idle) CHECK(collector.reader.Sleep(&sleeps).ok());
    if (sleeps) FutexWait(&control->bytes_bell, bell);
  }
}

TEST("three processes read what a fourth writes, whole, in order and once, no wake-up lost") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  const uint64_t count = test::Amount(20'000, 1'000'000);
  Member writer(path, 2000, 0);
  std::vector<pid_t> readers;
  std::vector<int> ready;
  for (int i = 0; i < 3; i++) {
    int pipes[2];
    CHECK(pipe(pipes) == 0);
    readers.push_back(test::Fork([&] {
      Member reader(path, 0, 2000);
      REQUIRE(reader.status.ok() && reader.Join().ok());
      CHECK(write(pipes[1], "x", 1) == 1);
      ReadAll(reader, count);
    }));
    close(pipes[1]);
    ready.push_back(pipes[0]);
  }
  for (const int fd : ready) {
    char byte;
    CHECK(read(fd, &byte, 1) == 1);
    close(fd);
  }

  WriteAll(writer, count);

  for (const pid_t reader : readers) CHECK(test::Join(reader) == 0);
}

TEST("writers killed at random are followed by others: the reader finds whole messages, each writer's in order") {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member reader(path, 0, 2000);
  REQUIRE(reader.Join().ok());
  test::Random random(23);
  uint64_t messages = 0;
  const uint64_t rounds = test::Amount(30, 5'000);
  for (uint64_t round = 0; round < rounds && test::failed_checks == 0; round++) {
    const pid_t writer = test::Fork([&] {
      Member member(path, 2000, 0);
      WriteAll(member, UINT64_MAX);
    });
    const uint64_t wanted = messages + 1 + random.Below(400);
    uint64_t next = 0;
    bool killed = false;
    for (bool more = true; more && test::failed_checks == 0;) {
      const uint32_t bell = reader.file.read_region()->bytes_bell.load();
      REQUIRE(reader.collector->Take().ok());
      if (reader.collector->woke_writer) FutexWakeAll(&reader.file.read_region()->room_bell);
      reader.collector->woke_writer = false;
      const bool idle = reader.collector->messages.empty();
      for (const auto& message : reader.collector->messages) {
        uint64_t stated = 0;
        memcpy(&stated, message.data(), sizeof stated);
        CHECK(stated == next && message.size() == LengthOf(stated));
        CHECK(test::IsStream(kSeed + stated, 0, message.data() + 8, message.size() - 8));
        next++;
        messages++;
      }
      reader.collector->messages.clear();
      more = !(idle && killed);
      if (messages >= wanted && !killed) {
        Kill(writer);
        killed = true;
      } else if (idle && !killed) {
        bool sleeps = false;
        CHECK(reader.collector->reader.Sleep(&sleeps).ok());
        if (sleeps) FutexWait(&reader.file.read_region()->bytes_bell, bell);
      }
    }
  }
  CHECK(messages >= rounds);
}

bool IsBlocked(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(stat, text);
  const size_t name_end = text.rfind(')');
  return name_end != std::string::npos && text.size() > name_end + 2 && text[name_end + 2] == 'S';
}

// Ends by itself only when somebody rings for a reader that sleeps while the writer that had taken its flag was killed
// before it rang.
void RescueFromKilledWriter(const std::function<void(Member& other, const std::string& path)>& rescue) {
  test::TemporaryDirectory directory;
  const std::string path = directory.File("a.map");
  Member other(path, 2000, 0);
  int cue[2];
  int done[2];
  char byte;
  REQUIRE(other.status.ok() && pipe(cue) == 0 && pipe(done) == 0);
  const pid_t writer = test::Fork([&] {
    Member member(path, 2000, 0);
    CHECK(member.file.ClaimWriter(&member.writer, &member.conflict).ok());
    member.writing = true;
    CHECK(write(done[1], "x", 1) == 1 && read(cue[0], &byte, 1) == 1);
    // Without the wake-up, which is its caller's.
    CHECK(member.Write("kept").ok());
    CHECK(write(done[1], "x", 1) == 1);
    pause();
  });
  CHECK(read(done[0], &byte, 1) == 1);
  const pid_t reader = test::Fork([&] {
    Member member(path, 0, 2000);
    CHECK(member.Join().ok());
    for (;;) {
      const uint32_t bell = member.file.read_region()->bytes_bell.load();
      if (member.Read() == "kept;") return;
      bool sleeps = false;
      CHECK(member.collector->reader.Sleep(&sleeps).ok());
      if (sleeps) FutexWait(&member.file.read_region()->bytes_bell, bell);
    }
  });
  while (other.file.write_region()->readers_sleep.load() == 0 || !IsBlocked(reader)) sched_yield();
  CHECK(write(cue[1], "x", 1) == 1 && read(done[0], &byte, 1) == 1);
  CHECK(other.file.write_region()->readers_sleep.load() == 0 && IsBlocked(reader));
  Kill(writer);

  rescue(other, path);

  CHECK(test::Join(reader) == 0);
  for (const int fd : {cue[0], cue[1], done[0], done[1]}) close(fd);
}

TEST("a reader whose writer was killed before it rang is woken by the next writer, before that one has written") {
  RescueFromKilledWriter([](Member& other, const std::string&) {
    CHECK(other.file.ClaimWriter(&other.writer, &other.conflict).ok());
  });
}

TEST("a reader whose writer was killed before it rang is woken by the next reader") {
  RescueFromKilledWriter([](Member&, const std::string& path) { CHECK(Member(path, 0, 2000).Join().ok()); });
}

TEST("a reader whose writer was killed before it rang is woken by whoever closes the file") {
  RescueFromKilledWriter([](Member& other, const std::string&) { CHECK(other.file.Close().ok()); });
}

}  // namespace
}  // namespace memlane
