// SPDX-License-Identifier: Apache-2.0
// The broadcast ring between threads: contents for several readers, and wake-ups that must not be lost. Run under
// ThreadSanitizer too.
#include <sched.h>

#include <thread>
#include <vector>

#include "platform/futex.h"
#include "test/guarded_region.h"
#include "test/random.h"
#include "test/test.h"

namespace memlane {
namespace {

using test::GuardedRegion;

constexpr uint64_t kSeed = 91;

uint32_t LengthOf(uint64_t number) { return 8 + static_cast<uint32_t>(number * 7919 % (number % 64 == 0 ? 1500 : 60)); }

// The bytes of message `number`: its number, then a stream of its own.
void Fill(uint64_t number, std::vector<uint8_t>* message) {
  message->resize(LengthOf(number));
  memcpy(message->data(), &number, sizeof number);
  test::FillStream(kSeed + number, 0, message->data() + 8, message->size() - 8);
}

bool IsMessage(uint64_t number, const std::vector<uint8_t>& message) {
  uint64_t stated = 0;
  if (message.size() != LengthOf(number)) return false;
  memcpy(&stated, message.data(), sizeof stated);
  return stated == number && test::IsStream(kSeed + number, 0, message.data() + 8, message.size() - 8);
}

// Writes messages 0 … count - 1, in batches and pieces, asleep on its futex whenever there is no room.
void WriteAll(GuardedRegion& region, uint64_t count) {
  test::Random random(5);
  std::vector<uint8_t> message;
  const auto wait = [&] {
    for (;;) {
      const uint32_t bell = region.control->room_bell.load();
      bool has_room = false;
      REQUIRE(region.writer.CheckRoom(&has_room).ok());
      if (has_room) return;
      FutexWait(&region.control->room_bell, bell);
    }
  };
  const auto note = [&](const BroadcastWriter::Result& result) {
    CHECK(result.status.ok());
    if (result.wake) FutexWakeAll(&region.control->bytes_bell);
    return result.written;
  };
  for (uint64_t number = 0; number < count && test::failed_checks == 0;) {
    Fill(number, &message);
    if (message.size() + kRecordHeaderBytes > region.size() || random.Below(50) == 0) {
      const uint32_t length = static_cast<uint32_t>(message.size());
      for (uint32_t done = 0; done < length && test::failed_checks == 0;) {
        done += static_cast<uint32_t>(note(region.writer.WritePieces(message.data(), length, done)));
        if (done < length) wait();
      }
      number++;
      continue;
    }
    std::vector<uint8_t> records;
    const uint64_t end = std::min(count, number + 1 + random.Below(5));
    for (; number < end; number++) {
      Fill(number, &message);
      if (message.size() + kRecordHeaderBytes > region.size()) break;
      test::AppendRecord(&records, message.data(), static_cast<uint32_t>(message.size()));
    }
    for (size_t done = 0; done < records.size() && test::failed_checks == 0;) {
      done += note(region.writer.WriteRecords(records.data() + done, records.size() - done));
      if (done < records.size()) wait();
    }
  }
}

// Reads messages first, first + 1, … count - 1, asleep whenever there is nothing.
void ReadAll(GuardedRegion& region, BroadcastReader reader, uint64_t count) {
  test::Collector collector(reader);
  uint64_t number = 0;
  while (number < count && test::failed_checks == 0) {
    const uint32_t bell = region.control->bytes_bell.load();
    REQUIRE(collector.Take().ok());
    if (collector.woke_writer) FutexWakeAll(&region.control->room_bell);
    collector.woke_writer = false;
    for (const auto& message : collector.messages) {
      REQUIRE(IsMessage(number, message));
      number++;
    }
    const bool idle = collector.messages.empty();
    collector.messages.clear();
    bool sleeps = false;
    if (!idle) continue;
    REQUIRE(collector.reader.Sleep(&sleeps).ok());
    if (sleeps) FutexWait(&region.control->bytes_bell, bell);
  }
}

TEST("two threads, messages of a region arrive as they were sent, no wake-up lost") {
  GuardedRegion region(700);
  const uint64_t count = test::Amount(100'000, 5'000'000);
  const BroadcastReader reader = region.Join(0);
  std::thread writer([&] { WriteAll(region, count); });

  ReadAll(region, reader, count);

  writer.join();
}

TEST("two threads and more, three readers of a region each get everything") {
  GuardedRegion region(700);
  const uint64_t count = test::Amount(30'000, 2'000'000);
  std::vector<std::thread> readers;
  for (uint32_t slot = 0; slot < 3; slot++) {
    readers.emplace_back([&, reader = region.Join(slot)] { ReadAll(region, reader, count); });
  }

  WriteAll(region, count);

  for (std::thread& reader : readers) reader.join();
}

// JOINED: a reader that comes while the writer writes and another one reads begins at a whole message, and loses none.
TEST("two threads and more, a reader that joins a busy region begins at a tail behind which nothing was freed") {
  GuardedRegion region(300);
  const uint64_t rounds = test::Amount(2'000, 100'000);
  std::atomic<bool> done{false};
  std::thread writer([&] {
    std::vector<uint8_t> message(40);
    for (uint64_t number = 0; !done.load(); number++) {
      memcpy(message.data(), &number, sizeof number);
      while (!done.load() && !region.writer.WriteMessage(message.data(), 8 + number % 32).published) sched_yield();
    }
  });
  std::thread fast([&, reader = region.Join(0)]() mutable {
    while (!done.load()) {
      test::Collector collector(reader);
      REQUIRE(collector.Take().ok());
      reader = collector.reader;
      sched_yield();
    }
  });
  for (uint64_t round = 0; round < rounds && test::failed_checks == 0; round++) {
    // As BroadcastFile::Join() does it.
    ReaderSlot& slot = region.control->readers[1];
    slot.head.store(region.control->kept.load(), std::memory_order_relaxed);
    slot.used.store(1, std::memory_order_release);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    const uint64_t head = region.control->tail.load(std::memory_order_acquire);
    slot.head.store(head, std::memory_order_release);
    test::Collector late(BroadcastReader(region.control, region.bytes, region.size(), 1, head));
    while (late.messages.size() < 5 && test::failed_checks == 0) {
      sched_yield();
      CHECK(late.Take().ok());
    }
    uint64_t first = 0;
    memcpy(&first, late.messages[0].data(), sizeof first);
    for (uint64_t i = 0; i < late.messages.size(); i++) {
      uint64_t number = 0;
      memcpy(&number, late.messages[i].data(), sizeof number);
      CHECK(number == first + i && late.messages[i].size() == 8 + number % 32);
    }
    slot.used.store(0, std::memory_order_release);
  }
  done = true;
  writer.join();
  fast.join();
}

}  // namespace
}  // namespace memlane
