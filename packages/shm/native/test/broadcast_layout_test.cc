// SPDX-License-Identifier: Apache-2.0
// What all processes of a mapped file must agree on, against docs/memory-layout.md.
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "core/broadcast_layout.h"
#include "test/test.h"

namespace memlane {
namespace {

using Row = std::pair<size_t, size_t>;
#define ROW(type, field) (Row{offsetof(type, field), sizeof(type::field)})

std::map<std::string, Row> Table(const std::string& heading) {
  std::ifstream file(MEMLANE_LAYOUT_DOCUMENT);
  std::map<std::string, Row> rows;
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

TEST("the header of a mapped file lies where the document says") {
  auto rows = Table("Header of the mapped file");

  CHECK(rows.size() == 4);
  CHECK(rows["magic"] == ROW(BroadcastHeader, magic));
  CHECK(rows["version"] == ROW(BroadcastHeader, version));
  CHECK(rows["zero"] == ROW(BroadcastHeader, zero));
  CHECK(rows["capacity"] == ROW(BroadcastHeader, capacity));
}

TEST("control words of a region lie where the document says") {
  auto rows = Table("Control words of one region");

  CHECK(rows.size() == 12);
  CHECK(rows["used"] == ROW(RegionControl, used));
  CHECK(rows["user_pid"] == ROW(RegionControl, user_pid));
  CHECK(rows["position"] == ROW(RegionControl, position));
  CHECK(rows["size"] == ROW(RegionControl, size));
  CHECK(rows["kept"] == ROW(RegionControl, kept));
  CHECK(rows["tail"] == ROW(RegionControl, tail));
  CHECK(rows["writer_pid"] == ROW(RegionControl, writer_pid));
  CHECK(rows["readers_sleep"] == ROW(RegionControl, readers_sleep));
  CHECK(rows["bytes_bell"] == ROW(RegionControl, bytes_bell));
  CHECK(rows["wanted"] == ROW(RegionControl, wanted));
  CHECK(rows["room_bell"] == ROW(RegionControl, room_bell));
  CHECK(rows["readers"] == ROW(RegionControl, readers));
}

TEST("a reader's slot and a record lie where the document says") {
  auto slot = Table("Slot of one reader");
  auto record = Table("A record");

  CHECK(slot.size() == 3 && record.size() == 2);
  CHECK(slot["head"] == ROW(ReaderSlot, head));
  CHECK(slot["used"] == ROW(ReaderSlot, used));
  CHECK(slot["pid"] == ROW(ReaderSlot, pid));
  CHECK(record["length_and_first"] == ROW(RecordHeader, length_and_first));
  CHECK(record["rest"] == ROW(RecordHeader, rest));
}

TEST("words of a region that different processes write without a lock lie on different pairs of cache lines") {
  const size_t words[] = {offsetof(RegionControl, used),       offsetof(RegionControl, tail),
                          offsetof(RegionControl, readers_sleep), offsetof(RegionControl, bytes_bell),
                          offsetof(RegionControl, wanted),     offsetof(RegionControl, room_bell),
                          offsetof(RegionControl, readers),    offsetof(RegionControl, readers) + sizeof(ReaderSlot)};

  for (const size_t a : words) {
    for (const size_t b : words) CHECK(a == b || a / 128 != b / 128);
  }
}

TEST("sizes, locks and the magic of a mapped file are those of the document") {
  std::ifstream file(MEMLANE_LAYOUT_DOCUMENT);
  std::stringstream text;
  text << file.rdbuf();
  const std::string document = text.str();
  uint64_t magic = 0;
  memcpy(&magic, "MLNEMAP1", 8);

  CHECK(magic == kBroadcastMagic && document.find("`MLNEMAP1`") != std::string::npos);
  CHECK(kBroadcastControlBytes == 135'168 && document.find("\n135,168 ") != std::string::npos);
  CHECK(BroadcastFileBytes(4096) == 135'168 + 4096);
  CHECK(kMaxRegions == 16 && kMaxReaders == 32 && kMinRegionBytes == 16 && kMaxBroadcastCapacity == 1'073'741'824);
  CHECK(kMembersLock == 0x70000000 && kPresenceLock == 0x70000001 && kMakingLock == 0x70000002);
  CHECK(UseLock(1) == 0x70000040 + 64 && WriterLock(1) == 0x70000041 + 64 && ReaderLock(1, 5) == 0x70000042 + 64 + 5);
  CHECK(ReaderLock(0, kMaxReaders - 1) < UseLock(1));
}

}  // namespace
}  // namespace memlane
