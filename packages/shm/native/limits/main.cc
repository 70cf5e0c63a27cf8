// SPDX-License-Identifier: Apache-2.0
// What the machine can do at best, without Node.js, without frames and messages: the benchmark shows it beside what is
// measured.
//   memlane_limits spin WARM_UP_MS MEASURE_MS            two processes spin on a cache line each, 32 bytes there and back
//   memlane_limits eventfd WARM_UP_MS MEASURE_MS         two processes wake each other from epoll
//   memlane_limits ring WARM_UP_MS MEASURE_MS            one process writes 32 bytes at a time into our ring, one reads
//   memlane_limits memcpy WARM_UP_MS MEASURE_MS BYTES    four copies, as many as an echo through a ring makes
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <atomic>
#include <cstring>

#include "core/byte_ring.h"
#include "limits/measure.h"
#include "limits/two_processes.h"

namespace memlane {
namespace {

constexpr size_t kMessageBytes = 32;

// One direction: a number that says how many messages came, and the newest message.
struct alignas(128) Lane {
  std::atomic<uint64_t> count;
  uint8_t message[kMessageBytes];
};

void Send(Lane* lane, uint64_t count, const uint8_t* message) {
  memcpy(lane->message, message, kMessageBytes);
  lane->count.store(count, std::memory_order_release);  // SENT
}

void SpinFor(const Lane* lane, uint64_t count, uint8_t* message) {
  while (lane->count.load(std::memory_order_acquire) != count) CpuRelax();  // SENT
  memcpy(message, lane->message, kMessageBytes);
}

void Spin(const Duration& duration) {
  auto* lanes = static_cast<Lane*>(SharedMemory(2 * sizeof(Lane)));
  Answerer other([lanes] {
    uint8_t message[kMessageBytes];
    for (uint64_t count = 1;; count++) {
      SpinFor(&lanes[0], count, message);
      Send(&lanes[1], count, message);
    }
  });
  uint64_t count = 0;
  uint8_t message[kMessageBytes] = {};
  MeasureAndPrint(duration, &other, true, 1, [&] {
    count++;
    memcpy(message, &count, sizeof count);
    Send(&lanes[0], count, message);
    SpinFor(&lanes[1], count, message);
  });
}

int OrEnd(int result, const char* what) {
  if (result >= 0) return result;
  perror(what);
  exit(1);
}

// Sleeps in epoll until `bell` rings, as a loop does.
class Sleeper {
 public:
  explicit Sleeper(int bell) : bell_(bell), epoll_(OrEnd(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
    epoll_event event = {};
    event.events = EPOLLIN;
    OrEnd(epoll_ctl(epoll_, EPOLL_CTL_ADD, bell_, &event), "epoll_ctl");
  }

  void Sleep() {
    epoll_event event;
    uint64_t rings;
    OrEnd(epoll_wait(epoll_, &event, 1, -1), "epoll_wait");
    OrEnd(static_cast<int>(read(bell_, &rings, sizeof rings)), "read");
  }

 private:
  int bell_;
  int epoll_;
};

void Ring(int bell) {
  const uint64_t one = 1;
  OrEnd(static_cast<int>(write(bell, &one, sizeof one)), "write");
}

void EventFd(const Duration& duration) {
  const int there = OrEnd(eventfd(0, EFD_CLOEXEC), "eventfd");
  const int back = OrEnd(eventfd(0, EFD_CLOEXEC), "eventfd");
  Answerer other([there, back] {
    Sleeper sleeper(there);
    for (;;) {
      sleeper.Sleep();
      Ring(back);
    }
  });
  Sleeper sleeper(back);
  MeasureAndPrint(duration, &other, true, 1, [&] {
    Ring(there);
    sleeper.Sleep();
  });
}

void RingThroughput(const Duration& duration) {
  constexpr uint32_t kCapacity = 256 * 1024;
  constexpr uint64_t kMessages = 1000;
  auto* memory = static_cast<uint8_t*>(SharedMemory(kRingControlBytes + kCapacity));
  auto* control = reinterpret_cast<RingControl*>(memory);
  uint8_t* bytes = memory + kRingControlBytes;
  Answerer other([=] {
    RingConsumer consumer(control, bytes, kCapacity);
    uint8_t into[64 * 1024];
    for (;;) {
      if (consumer.Read(into, sizeof into).read == 0) CpuRelax();
    }
  });
  RingProducer producer(control, bytes, kCapacity);
  uint8_t message[kMessageBytes] = {};
  MeasureAndPrint(duration, &other, false, kMessages, [&] {
    for (uint64_t i = 0; i < kMessages; i++) {
      memcpy(message, &i, sizeof i);
      for (uint32_t written = 0; written < kMessageBytes;) {
        written += producer.Write(message + written, kMessageBytes - written).written;
      }
    }
  });
}

void Copies(const Duration& duration, size_t bytes) {
  constexpr int kBuffers = 4;
  std::vector<uint8_t> buffers[kBuffers];
  for (auto& buffer : buffers) buffer.assign(bytes + 1, 1);
  uint8_t stamp = 0;
  MeasureAndPrint(duration, nullptr, true, 1, [&] {
    buffers[0][0] = stamp++;
    for (int i = 0; i < kBuffers; i++) {
      memcpy(buffers[(i + 1) % kBuffers].data(), buffers[i].data(), bytes);
      // The compiler must not leave a copy out.
      asm volatile("" ::: "memory");
    }
  });
}

int Usage() {
  fprintf(stderr, "usage: memlane_limits spin|eventfd|ring|memcpy WARM_UP_MS MEASURE_MS [BYTES]\n");
  return 2;
}

int Main(int count, char** arguments) {
  if (count < 4) return Usage();
  const char* what = arguments[1];
  const Duration duration = {strtoull(arguments[2], nullptr, 10) * 1'000'000,
                             strtoull(arguments[3], nullptr, 10) * 1'000'000};
  if (strcmp(what, "memcpy") == 0) {
    if (count < 5) return Usage();
    Copies(duration, strtoull(arguments[4], nullptr, 10));
    return 0;
  }
  if (UsableCpus() < 2) {
    fprintf(stderr, "memlane_limits: two processors are wanted\n");
    return 1;
  }
  if (strcmp(what, "spin") == 0) Spin(duration);
  else if (strcmp(what, "eventfd") == 0) EventFd(duration);
  else if (strcmp(what, "ring") == 0) RingThroughput(duration);
  else return Usage();
  return 0;
}

}  // namespace
}  // namespace memlane

int main(int count, char** arguments) { return memlane::Main(count, arguments); }
