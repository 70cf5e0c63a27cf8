// SPDX-License-Identifier: Apache-2.0
// What both processes must agree on, against docs/memory-layout.md: the document is read, so it cannot drift.
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "core/handshake.h"
#include "core/ring_layout.h"
#include "core/segment.h"
#include "test/test.h"

namespace memlane {
namespace {

// Rows `| offset | size | `name` | …` of the table under the heading `## heading`.
std::map<std::string, std::pair<size_t, size_t>> Table(const std::string& heading) {
  std::ifstream file(MEMLANE_LAYOUT_DOCUMENT);
  std::map<std::string, std::pair<size_t, size_t>> rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("## ", 0) == 0) inside = line == "## " + heading;
    size_t offset = 0;
    size_t size = 0;
    char name[64];
    if (inside && sscanf(line.c_str(), "| %zu | %zu | `%63[a-z_]`", &offset, &size, name) == 3) rows[name] = {offset, size};
  }
  return rows;
}

std::string Document() {
  std::ifstream file(MEMLANE_LAYOUT_DOCUMENT);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

using Row = std::pair<size_t, size_t>;
#define ROW(type, field) (Row{offsetof(type, field), sizeof(type::field)})

TEST("control words lie where the document says") {
  auto rows = Table("Control words of one ring");

  CHECK(rows.size() == 7);
  CHECK(rows["magic"] == ROW(RingControl, magic));
  CHECK(rows["version"] == ROW(RingControl, version));
  CHECK(rows["capacity"] == ROW(RingControl, capacity));
  CHECK(rows["tail"] == ROW(RingControl, tail));
  CHECK(rows["head"] == ROW(RingControl, head));
  CHECK(rows["consumer_sleeps"] == ROW(RingControl, consumer_sleeps));
  CHECK(rows["producer_wants"] == ROW(RingControl, producer_wants));
}

TEST("words written by different sides lie on different pairs of cache lines") {
  const size_t words[] = {offsetof(RingControl, magic), offsetof(RingControl, tail), offsetof(RingControl, head),
                          offsetof(RingControl, consumer_sleeps), offsetof(RingControl, producer_wants)};

  for (const size_t a : words) {
    for (const size_t b : words) CHECK(a == b || a / 128 != b / 128);
  }
}

TEST("a HELLO has its fields where the document says") {
  auto rows = Table("HELLO");
  Hello hello;
  hello.min_version = 0x0101;
  hello.max_version = 0x0202;
  hello.features = 0x03030303;
  hello.ring_bytes = 0x04040404;
  uint8_t bytes[kHandshakeBytes];

  EncodeHello(hello, bytes);

  CHECK(rows.size() == 6);
  CHECK((rows["magic"] == Row{0, 8}) && memcmp(bytes, "MLEHLLO1", 8) == 0);
  CHECK((rows["min_version"] == Row{8, 2}) && memcmp(bytes + 8, "\1\1", 2) == 0);
  CHECK((rows["max_version"] == Row{10, 2}) && memcmp(bytes + 10, "\2\2", 2) == 0);
  CHECK((rows["features"] == Row{12, 4}) && memcmp(bytes + 12, "\3\3\3\3", 4) == 0);
  CHECK((rows["ring_bytes"] == Row{16, 4}) && memcmp(bytes + 16, "\4\4\4\4", 4) == 0);
  CHECK((rows["zeros"] == Row{20, kHandshakeBytes - 20}));
  for (size_t i = 20; i < kHandshakeBytes; i++) CHECK(bytes[i] == 0);
}

TEST("a WELCOME has its fields where the document says") {
  auto rows = Table("WELCOME");
  Welcome welcome;
  welcome.version = 0x0101;
  welcome.result = static_cast<WelcomeResult>(0x0202);
  welcome.features = 0x03030303;
  welcome.ring_bytes = 0x04040404;
  welcome.segment_bytes = 0x0505050505050505;
  welcome.layout_hash = 0x0606060606060606;
  uint8_t bytes[kHandshakeBytes];

  EncodeWelcome(welcome, bytes);

  CHECK(rows.size() == 9);
  CHECK((rows["magic"] == Row{0, 8}) && memcmp(bytes, "MLEWWLC1", 8) == 0);
  CHECK((rows["version"] == Row{8, 2}) && memcmp(bytes + 8, "\1\1", 2) == 0);
  CHECK((rows["result"] == Row{10, 2}) && memcmp(bytes + 10, "\2\2", 2) == 0);
  CHECK((rows["features"] == Row{12, 4}) && memcmp(bytes + 12, "\3\3\3\3", 4) == 0);
  CHECK((rows["ring_bytes"] == Row{16, 4}) && memcmp(bytes + 16, "\4\4\4\4", 4) == 0);
  CHECK((rows["zero"] == Row{20, 4}) && memcmp(bytes + 20, "\0\0\0\0", 4) == 0);
  CHECK((rows["segment_bytes"] == Row{24, 8}) && memcmp(bytes + 24, "\5\5\5\5\5\5\5\5", 8) == 0);
  CHECK((rows["layout_hash"] == Row{32, 8}) && memcmp(bytes + 32, "\6\6\6\6\6\6\6\6", 8) == 0);
  CHECK((rows["zeros"] == Row{40, kHandshakeBytes - 40}));
  for (size_t i = 40; i < kHandshakeBytes; i++) CHECK(bytes[i] == 0);
}

TEST("magic numbers, versions and the layout hash are those of the document") {
  const std::string document = Document();
  char hash[32];
  snprintf(hash, sizeof hash, "`0x%016llx`", static_cast<unsigned long long>(LayoutHash()));
  uint64_t ring_magic = 0;
  memcpy(&ring_magic, "MLNERNG1", 8);

  CHECK(ring_magic == kRingMagic);
  CHECK(document.find("`MLNERNG1`") != std::string::npos);
  CHECK(document.find("`MLEHLLO1`") != std::string::npos);
  CHECK(document.find("`MLEWWLC1`") != std::string::npos);
  CHECK(document.find("layout version " + std::to_string(kRingVersion)) != std::string::npos);
  CHECK(document.find(hash) != std::string::npos);
}

TEST("a segment is two rings with their control pages and nothing else") {
  CHECK(kRingControlBytes == 4096);
  CHECK(SegmentBytes(64 * 1024) == 2 * (4096 + 64 * 1024));
  CHECK(SegmentBytes(kMaxRingCapacity) == 2 * (4096ull + 64 * 1024 * 1024));
}

TEST("a capacity is a power of two from 64 KiB to 64 MiB, whatever was wished") {
  CHECK(RingCapacityFor(0) == kMinRingCapacity);
  CHECK(RingCapacityFor(kMinRingCapacity) == kMinRingCapacity);
  CHECK(RingCapacityFor(kMinRingCapacity + 1) == 2 * kMinRingCapacity);
  CHECK(RingCapacityFor(kMaxRingCapacity) == kMaxRingCapacity);
  CHECK(RingCapacityFor(kMaxRingCapacity + 1) == kMaxRingCapacity);
  CHECK(RingCapacityFor(UINT32_MAX) == kMaxRingCapacity);
}

}  // namespace
}  // namespace memlane
