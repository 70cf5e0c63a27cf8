// SPDX-License-Identifier: Apache-2.0
// Fuzz target: the writer and a reader of a region whose words and bytes other members set as the input says. Guard pages
// see every access out of bounds; here is checked that what is refused changes nothing, and what is given out was there.
#include <cstring>
#include <vector>

#include "test/fuzz/fuzz.h"
#include "test/guarded_region.h"

namespace {

using memlane::Code;
using memlane::RecordHeader;
using memlane::Status;
using memlane::test::GuardedRegion;
using memlane::test::Input;

uint64_t Position(Input& input, uint64_t near, uint64_t size) {
  switch (input.Byte() % 4) {
    case 0: return near + input.Byte();
    case 1: return near - input.Byte();
    case 2: return near + size - 2 + input.Byte() % 5;
    default: return input.Number<uint64_t>();
  }
}

// One step of the reader. @returns false once the region is corrupt
bool Read(GuardedRegion& region, memlane::BroadcastReader& reader, Input& input) {
  const uint64_t head = reader.head();
  const uint64_t stored = region.control->readers[0].head.load();
  std::vector<uint8_t> into(input.Number<uint16_t>() % (2 * region.size()));
  size_t read = 0;
  Status status = reader.CopyRecords(into.data(), into.size(), &read);
  EXPECT(status.code == Code::kOk || status.code == Code::kCorrupt);
  EXPECT(read <= into.size() && read <= region.size() && (status.ok() || read == 0));
  // What was given out is whole messages, one after the other.
  for (size_t at = 0; at < read;) {
    RecordHeader header;
    EXPECT(read - at >= sizeof header);
    memcpy(&header, into.data() + at, sizeof header);
    EXPECT(header.whole() && header.length() <= read - at - sizeof header);
    at += sizeof header + header.length();
  }
  if (!status.ok()) {
    EXPECT(reader.head() == head && region.control->readers[0].head.load() == stored);
    return false;
  }
  if (read == 0) {
    RecordHeader header;
    bool has = false;
    status = reader.NextPiece(&header, &has);
    EXPECT(status.ok() || !has);
    if (!status.ok()) return false;
    if (has) {
      std::vector<uint8_t> piece(header.length());
      reader.CopyPiece(piece.data());
      (void)reader.Release(reader.piece_bytes());
    }
    return true;
  }
  (void)reader.Release(input.Byte() % 3 == 0 ? input.Byte() : read);
  EXPECT(reader.head() == head || reader.head() == region.control->readers[0].head.load());
  return true;
}

// One step of the writer. @returns false once the region is corrupt
bool Write(GuardedRegion& region, Input& input) {
  std::vector<uint8_t> from(input.Number<uint16_t>() % (3 * region.size()), 0xa5);
  memlane::BroadcastWriter::Result result;
  switch (input.Byte() % 3) {
    case 0: result = region.writer.WriteMessage(from.data(), static_cast<uint32_t>(from.size())); break;
    case 1:
      result = region.writer.WritePieces(from.data(), static_cast<uint32_t>(from.size()),
                                         static_cast<uint32_t>(from.size() / 2));
      break;
    default:
      for (uint8_t& byte : from) byte = input.Byte() % 16;
      result = region.writer.WriteRecords(from.data(), from.size());
      break;
  }
  EXPECT(result.status.code == Code::kOk || result.status.code == Code::kCorrupt);
  EXPECT(result.written <= from.size());
  return result.status.ok();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static GuardedRegion regions[] = {GuardedRegion(16), GuardedRegion(61), GuardedRegion(300)};
  Input input(data, size);
  GuardedRegion& region = regions[input.Byte() % 3];
  region.Reset();
  memlane::BroadcastReader reader = region.Join(0);
  memlane::RegionControl* control = region.control;
  bool alive = true;
  while (alive && !input.empty()) {
    const uint64_t tail = control->tail.load();
    switch (input.Byte() % 14) {
      case 0: control->tail.store(Position(input, tail, region.size())); break;
      case 1: control->readers[input.Byte() % 3].head.store(Position(input, tail, region.size())); break;
      case 2: control->readers[1 + input.Byte() % 2].used.store(input.Byte() % 2); break;
      case 3: control->kept.store(Position(input, tail, region.size())); break;
      case 4: control->size.store(Position(input, region.size(), region.size())); break;
      case 5: control->wanted.store(Position(input, tail, region.size())); break;
      case 6: region.bytes[input.Number<uint16_t>() % region.size()] = input.Byte(); break;
      case 7:
      case 8:
      case 9: alive = Read(region, reader, input); break;
      case 10: {
        memlane::BroadcastWriter next(control, region.bytes, region.size());
        alive = next.Resume().ok();
        if (alive) region.writer = next;
        break;
      }
      default: alive = Write(region, input); break;
    }
  }
  return 0;
}
