// SPDX-License-Identifier: Apache-2.0
// The byte ring with sleep and doorbell, model-checked: the code of the core itself, two threads, three messages, every
// order and every outcome that C++ allows. Each fence and each order is then taken away to see that it is missed.
#include "test/model/check.h"
#include "test/test.h"

// From here on std::atomic and memcpy are those of the model.
#include "test/model/model_atomic.h"

#include "core/byte_ring.cc"

namespace memlane {
namespace {

using model::Explorer;
using model::Site;

constexpr int kProducer = 0;
constexpr int kConsumer = 1;
// Sends `kMessages` messages of the given sizes, in bytes that count up, through a ring of `kCapacity` bytes.
template <uint32_t kCapacity, uint32_t... kSizes>
class Exchange final : public Explorer::Program {
 public:
  static Explorer::Program* Make() { return new Exchange(); }

  void Run(int thread) override { thread == kProducer ? Produce() : Consume(); }
  const uint8_t* bytes() const override { return bytes_; }

 private:
  static_assert(kCapacity <= model::kMaxBytes);
  static constexpr uint32_t kTotal = (kSizes + ...);

  void Produce() {
    uint8_t value = 0;
    for (const uint32_t size : {kSizes...}) {
      uint8_t message[kTotal];
      for (uint32_t i = 0; i < size; i++) message[i] = value++;
      Send(message, size);
    }
  }

  void Send(const uint8_t* message, uint32_t size) {
    Explorer& explorer = Explorer::current();
    for (uint32_t sent = 0; sent < size;) {
      explorer.Forget(Knowledge(message[sent], producer_));
      const RingProducer::Result result = producer_.Write(message + sent, size - sent);
      if (!result.status.ok()) return explorer.Fail("the producer found the ring corrupt");
      if (result.ring) explorer.Ring(kConsumer);
      sent += result.written;
      if (sent < size) explorer.WaitBell();
    }
  }

  void Consume() {
    Explorer& explorer = Explorer::current();
    uint8_t expected = 0;
    while (expected < kTotal) {
      explorer.Forget(Knowledge(expected, consumer_));
      uint8_t bytes[kTotal];
      const RingConsumer::Result result = consumer_.Read(bytes, sizeof bytes);
      if (!result.status.ok()) return explorer.Fail("the consumer found the ring corrupt");
      if (result.ring) explorer.Ring(kProducer);
      for (uint32_t i = 0; i < result.read; i++) {
        if (bytes[i] != expected++) return explorer.Fail("a byte is not what was written");
      }
      if (result.read == 0) Sleep();
    }
  }

  void Sleep() {
    Explorer& explorer = Explorer::current();
    bool sleeps = false;
    if (!consumer_.Sleep(&sleeps).ok()) return explorer.Fail("the consumer found the ring corrupt");
    if (!sleeps) return;
    explorer.WaitBell();
    consumer_.Wake();
  }

  // What a thread has in its hands between two operations: how far it is, and the words of its end of the ring.
  template <typename End>
  static uint64_t Knowledge(uint8_t next, const End& end) {
    static_assert(sizeof end % 8 == 0 && std::is_trivially_copyable_v<End>);
    uint64_t words[sizeof end / 8];
    std::copy_n(reinterpret_cast<const unsigned char*>(&end), sizeof end, reinterpret_cast<unsigned char*>(words));
    uint64_t hash = next;
    // Behind two pointers and the capacity, which stay as they are.
    for (size_t i = 3; i < sizeof words / 8; i++) hash = model::Mix(hash, words[i]);
    return hash;
  }

  RingControl control_{};
  uint8_t bytes_[model::kMaxBytes]{};
  RingProducer producer_{&control_, bytes_, kCapacity};
  RingConsumer consumer_{&control_, bytes_, kCapacity};
};

// A ring that is never full; one that wraps and fills; messages as large as the ring, and one that is larger.
const std::vector<model::Make> kPrograms = {
    Exchange<4, 1, 1, 1>::Make,
    Exchange<2, 1, 1, 1>::Make,
    Exchange<2, 2, 2>::Make,
    Exchange<2, 3>::Make,
};

TEST("model, up to three messages through a ring: no byte is torn, no wake-up lost, in any course") {
  for (const model::Make make : kPrograms) model::CheckHolds(make);
  if (test::deep) model::CheckHolds(Exchange<2, 1, 2, 1>::Make);
}

TEST("model, every release, acquire and fence of the ring is needed: without any one of them something breaks") {
  const std::vector<Site> sites = model::SitesOf(kPrograms);
  // PUBLISHED and REUSABLE at both ends, ASLEEP and FULL at both ends.
  CHECK(sites.size() == 8);
  for (const Site& site : sites) CHECK(model::IsNoticed(kPrograms, {site.line, std::memory_order_relaxed}));
}

TEST("model, a fence that only acquires and releases is not enough for any of the four") {
  int fences = 0;
  for (const Site& site : model::SitesOf(kPrograms)) {
    if (!site.is_fence) continue;
    fences++;
    CHECK(model::IsNoticed(kPrograms, {site.line, std::memory_order_acq_rel}));
  }
  CHECK(fences == 4);
}

}  // namespace
}  // namespace memlane
