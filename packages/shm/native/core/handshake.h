// SPDX-License-Identifier: Apache-2.0
// HELLO and WELCOME: the two fixed-size messages that open a connection, before any memory is shared. Pure encoding and
// checking; sockets and descriptors are elsewhere. Little-endian, as everything on the wire.
//
//   HELLO    0 magic u64 · 8 min version u16 · 10 max version u16 · 12 features u32 · 16 wanted ring bytes u32 · zeros to 64
//   WELCOME  0 magic u64 · 8 version u16 · 10 result u16 · 12 features u32 · 16 ring bytes u32 · 20 zero u32
//            · 24 segment bytes u64 · 32 layout hash u64 · zeros to 64
#pragma once

#include <cstddef>
#include <cstdint>

#include "platform/status.h"

namespace memlane {

constexpr size_t kHandshakeBytes = 64;
constexpr uint64_t kHelloMagic = 0x314f4c4c48454c4dull;    // "MLEHLLO1" in memory
constexpr uint64_t kWelcomeMagic = 0x31434c5757454c4dull;  // "MLEWWLC1" in memory
constexpr uint16_t kMinVersion = 1;
constexpr uint16_t kMaxVersion = 1;

// Features that a client offers and a server chooses from. Unknown bits are ignored.
constexpr uint32_t kFeatureMemory = 1u << 0;          // bytes go through shared memory; without it through the socket
constexpr uint32_t kFeatureSocketDoorbell = 1u << 1;  // the doorbell is a byte on the socket, not an eventfd

enum class WelcomeResult : uint16_t { kAccepted = 0, kVersionMismatch = 1, kBusy = 2 };

struct Hello {
  uint16_t min_version = kMinVersion;
  uint16_t max_version = kMaxVersion;
  uint32_t features = 0;
  uint32_t ring_bytes = 0;
};

struct Welcome {
  uint16_t version = kMaxVersion;
  WelcomeResult result = WelcomeResult::kAccepted;
  uint32_t features = 0;
  uint32_t ring_bytes = 0;
  uint64_t segment_bytes = 0;
  uint64_t layout_hash = 0;
};

void EncodeHello(const Hello& hello, uint8_t out[kHandshakeBytes]);
void EncodeWelcome(const Welcome& welcome, uint8_t out[kHandshakeBytes]);

// kHandshakeFailed for anything that is no HELLO; kVersionMismatch when no version is shared.
Status DecodeHello(const uint8_t* bytes, size_t length, Hello* hello);

// kHandshakeFailed for anything that is no WELCOME or whose parts contradict each other; kVersionMismatch when the server
// says so; kResourceExhausted when it is busy.
Status DecodeWelcome(const uint8_t* bytes, size_t length, Welcome* welcome);

}  // namespace memlane
