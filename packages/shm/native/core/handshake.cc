// SPDX-License-Identifier: Apache-2.0
// Encoding and checking of HELLO and WELCOME.
#include "core/handshake.h"

#include <cstring>

#include "core/ring_layout.h"
#include "core/segment.h"

namespace memlane {
namespace {

template <typename T>
void Put(uint8_t* out, size_t at, T value) {
  for (size_t i = 0; i < sizeof value; i++) out[at + i] = static_cast<uint8_t>(static_cast<uint64_t>(value) >> (8 * i));
}

template <typename T>
T Get(const uint8_t* bytes, size_t at) {
  uint64_t value = 0;
  for (size_t i = sizeof(T); i-- > 0;) value = (value << 8) | bytes[at + i];
  return static_cast<T>(value);
}

}  // namespace

void EncodeHello(const Hello& hello, uint8_t out[kHandshakeBytes]) {
  memset(out, 0, kHandshakeBytes);
  Put(out, 0, kHelloMagic);
  Put(out, 8, hello.min_version);
  Put(out, 10, hello.max_version);
  Put(out, 12, hello.features);
  Put(out, 16, hello.ring_bytes);
}

void EncodeWelcome(const Welcome& welcome, uint8_t out[kHandshakeBytes]) {
  memset(out, 0, kHandshakeBytes);
  Put(out, 0, kWelcomeMagic);
  Put(out, 8, welcome.version);
  Put(out, 10, static_cast<uint16_t>(welcome.result));
  Put(out, 12, welcome.features);
  Put(out, 16, welcome.ring_bytes);
  Put(out, 24, welcome.segment_bytes);
  Put(out, 32, welcome.layout_hash);
}

Status DecodeHello(const uint8_t* bytes, size_t length, Hello* hello) {
  if (length != kHandshakeBytes || Get<uint64_t>(bytes, 0) != kHelloMagic) return Status::Of(Code::kHandshakeFailed);
  hello->min_version = Get<uint16_t>(bytes, 8);
  hello->max_version = Get<uint16_t>(bytes, 10);
  hello->features = Get<uint32_t>(bytes, 12);
  hello->ring_bytes = Get<uint32_t>(bytes, 16);
  if (hello->min_version > hello->max_version) return Status::Of(Code::kHandshakeFailed);
  if (hello->min_version > kMaxVersion || hello->max_version < kMinVersion) return Status::Of(Code::kVersionMismatch);
  return Status::Ok();
}

Status DecodeWelcome(const uint8_t* bytes, size_t length, Welcome* welcome) {
  if (length != kHandshakeBytes || Get<uint64_t>(bytes, 0) != kWelcomeMagic) return Status::Of(Code::kHandshakeFailed);
  welcome->version = Get<uint16_t>(bytes, 8);
  const uint16_t result = Get<uint16_t>(bytes, 10);
  welcome->features = Get<uint32_t>(bytes, 12);
  welcome->ring_bytes = Get<uint32_t>(bytes, 16);
  welcome->segment_bytes = Get<uint64_t>(bytes, 24);
  welcome->layout_hash = Get<uint64_t>(bytes, 32);
  switch (static_cast<WelcomeResult>(result)) {
    case WelcomeResult::kAccepted:
      break;
    case WelcomeResult::kVersionMismatch:
      return Status::Of(Code::kVersionMismatch);
    case WelcomeResult::kBusy:
      return Status::Of(Code::kResourceExhausted);
    default:
      return Status::Of(Code::kHandshakeFailed);
  }
  welcome->result = WelcomeResult::kAccepted;
  if (welcome->version < kMinVersion || welcome->version > kMaxVersion) return Status::Of(Code::kVersionMismatch);
  if ((welcome->features & kFeatureMemory) == 0) return Status::Ok();
  const uint32_t capacity = welcome->ring_bytes;
  if (capacity != RingCapacityFor(capacity) || welcome->segment_bytes != SegmentBytes(capacity)) {
    return Status::Of(Code::kHandshakeFailed);
  }
  return welcome->layout_hash == LayoutHash() ? Status::Ok() : Status::Of(Code::kVersionMismatch);
}

}  // namespace memlane
