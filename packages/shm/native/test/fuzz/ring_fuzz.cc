// SPDX-License-Identifier: Apache-2.0
// Fuzz target: both ends of a ring whose control words the peer sets as the input says. A second, independent opinion of
// what must be refused is kept here and compared after each step.
#include <vector>

#include "test/fuzz/fuzz.h"
#include "test/guarded_ring.h"

namespace {

using memlane::Code;
using memlane::test::GuardedRing;
using memlane::test::Input;
constexpr uint32_t kCapacity = GuardedRing::kCapacity;

// What the two ends must know, in plain words.
struct Model {
  uint64_t consumer_head = 0;  // own position of the consumer
  uint64_t tail_seen = 0;      // last good tail
  uint64_t producer_tail = 0;  // own position of the producer
  uint64_t head_seen = 0;      // last good head
};

uint64_t Position(Input& input, uint64_t near) {
  switch (input.Byte() % 5) {
    case 4: return near + kCapacity - 2 + input.Byte() % 5;
    case 0: return near + input.Byte();
    case 1: return near - input.Byte();
    case 2: return near + input.Number<uint32_t>() % (2 * kCapacity);
    default: return input.Number<uint64_t>();
  }
}

uint32_t Length(Input& input) { return input.Number<uint32_t>() % (input.Byte() % 8 == 0 ? 3 * kCapacity : 300); }

// One step of the consumer. @returns false once the ring is corrupt
bool Consume(GuardedRing& ring, Model& model, Input& input, uint8_t kind) {
  const uint64_t tail = ring.control->tail.load();
  const bool good = tail >= model.tail_seen && tail - model.consumer_head <= kCapacity;
  memlane::Status status;
  if (kind == 0) {
    const uint32_t length = Length(input);
    std::vector<uint8_t> into(length);
    const auto result = ring.consumer.Read(into.data(), length);
    status = result.status;
    const uint64_t waiting = good ? tail - model.consumer_head : 0;
    EXPECT(result.read == (waiting < length ? waiting : length));
    model.consumer_head += result.read;
    if (result.read > 0) EXPECT(ring.control->head.load() == model.consumer_head);
  } else if (kind == 1) {
    bool sleeps = true;
    status = ring.consumer.Sleep(&sleeps);
    EXPECT(sleeps == (good && tail == model.consumer_head));
    EXPECT(ring.control->consumer_sleeps.load() == (sleeps ? 1u : 0u));
  } else {
    bool has_bytes = true;
    status = ring.consumer.CheckBytes(&has_bytes);
    EXPECT(has_bytes == (good && tail != model.consumer_head));
  }
  EXPECT(status.code == (good ? Code::kOk : Code::kCorrupt));
  if (good) model.tail_seen = tail;
  return good;
}

// One step of the producer. @returns false once the ring is corrupt
bool Produce(GuardedRing& ring, Model& model, Input& input, uint8_t kind) {
  const uint64_t head = ring.control->head.load();
  const bool good = head >= model.head_seen && head <= model.producer_tail;
  if (kind == 0) {
    bool has_room = true;
    const memlane::Status status = ring.producer.CheckRoom(&has_room);
    EXPECT(status.code == (good ? Code::kOk : Code::kCorrupt));
    EXPECT(good || !has_room);
    if (good) model.head_seen = head;
    return good;
  }
  const uint32_t length = Length(input);
  const std::vector<uint8_t> from(length, 0xa5);
  const uint64_t room = kCapacity - (model.producer_tail - model.head_seen);
  const auto result = ring.producer.Write(from.data(), length);
  // The head is looked at only when the room known so far is too small.
  if (length <= room) {
    EXPECT(result.status.ok() && result.written == length);
  } else {
    EXPECT(result.status.code == (good ? Code::kOk : Code::kCorrupt));
    const uint64_t fits = kCapacity - (model.producer_tail - head);
    EXPECT(result.written == (good ? (fits < length ? fits : length) : 0));
    if (good) model.head_seen = head;
  }
  model.producer_tail += result.written;
  if (result.written > 0) EXPECT(ring.control->tail.load() == model.producer_tail);
  return result.status.ok();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Two rings, because the peer is the other end of both: it produces into one and consumes from the other.
  static GuardedRing incoming;
  static GuardedRing outgoing;
  incoming.Reset();
  outgoing.Reset();
  Model in;
  Model out;
  Input input(data, size);
  bool alive = true;
  while (alive && !input.empty()) {
    const uint8_t step = input.Byte() % 11;
    switch (step) {
      case 0:
      case 1: incoming.control->tail.store(Position(input, in.tail_seen)); break;
      case 2:
      case 3: outgoing.control->head.store(Position(input, out.head_seen)); break;
      case 4: outgoing.control->consumer_sleeps.store(input.Number<uint32_t>()); break;
      case 5: incoming.control->producer_wants.store(Position(input, in.consumer_head)); break;
      case 6:
      case 7:
      case 8: alive = Consume(incoming, in, input, static_cast<uint8_t>(step - 6)); break;
      default: alive = Produce(outgoing, out, input, static_cast<uint8_t>(step - 9)); break;
    }
  }
  return 0;
}
