// SPDX-License-Identifier: Apache-2.0
// HELLO and WELCOME as bytes: what is understood, and what is refused with which code.
#include <cstring>
#include <vector>

#include "core/handshake.h"
#include "core/ring_layout.h"
#include "core/segment.h"
#include "test/test.h"

namespace memlane {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes GoodHello() {
  Bytes bytes(kHandshakeBytes);
  Hello hello;
  hello.features = kFeatureMemory;
  hello.ring_bytes = 100'000;
  EncodeHello(hello, bytes.data());
  return bytes;
}

Bytes GoodWelcome() {
  Bytes bytes(kHandshakeBytes);
  Welcome welcome;
  welcome.features = kFeatureMemory;
  welcome.ring_bytes = kMinRingCapacity;
  welcome.segment_bytes = SegmentBytes(kMinRingCapacity);
  welcome.layout_hash = LayoutHash();
  EncodeWelcome(welcome, bytes.data());
  return bytes;
}

// `value`, little-endian, over what lies at `offset`.
template <typename T>
Bytes With(Bytes bytes, size_t offset, T value) {
  memcpy(bytes.data() + offset, &value, sizeof value);
  return bytes;
}

Code HelloCode(const Bytes& bytes) {
  Hello hello;
  return DecodeHello(bytes.data(), bytes.size(), &hello).code;
}

Code WelcomeCode(const Bytes& bytes) {
  Welcome welcome;
  return DecodeWelcome(bytes.data(), bytes.size(), &welcome).code;
}

TEST("a HELLO that was encoded is decoded") {
  Hello hello;

  CHECK(DecodeHello(GoodHello().data(), kHandshakeBytes, &hello).ok());

  CHECK(hello.min_version == 1 && hello.max_version == 1);
  CHECK(hello.features == kFeatureMemory && hello.ring_bytes == 100'000);
}

TEST("a WELCOME that was encoded is decoded") {
  Welcome welcome;

  CHECK(DecodeWelcome(GoodWelcome().data(), kHandshakeBytes, &welcome).ok());

  CHECK(welcome.version == 1 && welcome.result == WelcomeResult::kAccepted);
  CHECK(welcome.features == kFeatureMemory && welcome.ring_bytes == kMinRingCapacity);
}

TEST("a message of any other length than 64 bytes is refused") {
  for (const size_t length : {size_t{0}, size_t{1}, size_t{8}, size_t{63}, size_t{65}}) {
    Bytes hello = GoodHello();
    Bytes welcome = GoodWelcome();
    hello.resize(length);
    welcome.resize(length);
    CHECK(HelloCode(hello) == Code::kHandshakeFailed);
    CHECK(WelcomeCode(welcome) == Code::kHandshakeFailed);
  }
}

TEST("a message with any bit of its magic changed is refused") {
  for (size_t bit = 0; bit < 64; bit++) {
    Bytes hello = GoodHello();
    Bytes welcome = GoodWelcome();
    hello[bit / 8] = static_cast<uint8_t>(hello[bit / 8] ^ (1u << (bit % 8)));
    welcome[bit / 8] = static_cast<uint8_t>(welcome[bit / 8] ^ (1u << (bit % 8)));
    CHECK(HelloCode(hello) == Code::kHandshakeFailed);
    CHECK(WelcomeCode(welcome) == Code::kHandshakeFailed);
  }
  CHECK(HelloCode(GoodWelcome()) == Code::kHandshakeFailed);
  CHECK(WelcomeCode(GoodHello()) == Code::kHandshakeFailed);
}

TEST("a HELLO is accepted when its range holds a version of ours, and told apart from nonsense otherwise") {
  CHECK(HelloCode(With<uint16_t>(With<uint16_t>(GoodHello(), 8, 0), 10, 900)) == Code::kOk);
  CHECK(HelloCode(With<uint16_t>(With<uint16_t>(GoodHello(), 8, 2), 10, 900)) == Code::kVersionMismatch);
  CHECK(HelloCode(With<uint16_t>(With<uint16_t>(GoodHello(), 8, 0), 10, 0)) == Code::kVersionMismatch);
  CHECK(HelloCode(With<uint16_t>(With<uint16_t>(GoodHello(), 8, 2), 10, 1)) == Code::kHandshakeFailed);
}

TEST("unknown features and bytes for later versions are ignored") {
  CHECK(HelloCode(With<uint32_t>(GoodHello(), 12, UINT32_MAX)) == Code::kOk);
  CHECK(HelloCode(With<uint64_t>(GoodHello(), 20, UINT64_MAX)) == Code::kOk);
  CHECK(WelcomeCode(With<uint32_t>(GoodWelcome(), 12, UINT32_MAX)) == Code::kOk);
  CHECK(WelcomeCode(With<uint64_t>(GoodWelcome(), 40, UINT64_MAX)) == Code::kOk);
}

TEST("a WELCOME of an unknown version is a mismatch") {
  CHECK(WelcomeCode(With<uint16_t>(GoodWelcome(), 8, 0)) == Code::kVersionMismatch);
  CHECK(WelcomeCode(With<uint16_t>(GoodWelcome(), 8, 2)) == Code::kVersionMismatch);
}

TEST("a WELCOME that refuses says why, an unknown result is refused") {
  CHECK(WelcomeCode(With<uint16_t>(GoodWelcome(), 10, 1)) == Code::kVersionMismatch);
  CHECK(WelcomeCode(With<uint16_t>(GoodWelcome(), 10, 2)) == Code::kResourceExhausted);
  CHECK(WelcomeCode(With<uint16_t>(GoodWelcome(), 10, 3)) == Code::kHandshakeFailed);
  CHECK(WelcomeCode(With<uint16_t>(GoodWelcome(), 10, UINT16_MAX)) == Code::kHandshakeFailed);
}

TEST("a WELCOME with a capacity that no ring can have is refused") {
  for (const uint32_t capacity : {0u, 1u, 4096u, kMinRingCapacity - 1, kMinRingCapacity + 1, 3 * kMinRingCapacity,
                                  2 * kMaxRingCapacity, 1u << 31, UINT32_MAX}) {
    const Bytes bytes = With<uint64_t>(With(GoodWelcome(), 16, capacity), 24, SegmentBytes(capacity));
    CHECK(WelcomeCode(bytes) == Code::kHandshakeFailed);
  }
}

TEST("a WELCOME whose segment is not exactly two rings is refused") {
  for (const uint64_t size : {uint64_t{0}, SegmentBytes(kMinRingCapacity) - 1, SegmentBytes(kMinRingCapacity) + 4096,
                              SegmentBytes(kMinRingCapacity) + (uint64_t{1} << 32), UINT64_MAX}) {
    CHECK(WelcomeCode(With(GoodWelcome(), 24, size)) == Code::kHandshakeFailed);
  }
}

TEST("a WELCOME with another layout is a mismatch") {
  CHECK(WelcomeCode(With<uint64_t>(GoodWelcome(), 32, LayoutHash() + 1)) == Code::kVersionMismatch);
  CHECK(WelcomeCode(With<uint64_t>(GoodWelcome(), 32, 0)) == Code::kVersionMismatch);
}

TEST("a WELCOME without memory need not describe any") {
  Bytes bytes(kHandshakeBytes);
  EncodeWelcome(Welcome(), bytes.data());

  CHECK(WelcomeCode(bytes) == Code::kOk);
}

}  // namespace
}  // namespace memlane
