// SPDX-License-Identifier: Apache-2.0
// One side of a connection: bytes both ways, the peer's end, violations, forks, counters.
#include <sys/mman.h>

#include <tuple>
#include <vector>

#include "test/endpoints.h"
#include "test/random.h"
#include "test/test.h"

namespace memlane {
namespace {

// An endpoint of this process, and the memory and socket as its peer has them.
struct Watched {
  Watched() {
    UniqueFd memory;
    EndpointParts parts;
    CHECK(Segment::Create(kMinRingCapacity, &parts.segment, &memory).ok());
    CHECK(Segment::Open(memory.get(), kMinRingCapacity, &segment).ok());
    std::tie(parts.socket, socket) = test::SocketPair();
    endpoint = std::make_unique<Endpoint>(Role::kServer, std::move(parts));
  }
  RingControl* incoming() { return segment.control(0); }
  RingControl* outgoing() { return segment.control(1); }

  Segment segment;
  UniqueFd socket;
  std::unique_ptr<Endpoint> endpoint;
};

uint32_t Write(Endpoint& endpoint, const std::vector<uint8_t>& bytes) {
  uint32_t written = 0;
  CHECK(endpoint.Write(bytes.data(), static_cast<uint32_t>(bytes.size()), &written).ok());
  return written;
}

std::vector<uint8_t> Read(Endpoint& endpoint, uint32_t length) {
  std::vector<uint8_t> bytes(length);
  uint32_t read = 0;
  CHECK(endpoint.Read(bytes.data(), length, &read).ok());
  bytes.resize(read);
  return bytes;
}

// Every call says kCorrupt, moves nothing and touches no word.
void ExpectPoisoned(Watched& watched) {
  Endpoint& endpoint = *watched.endpoint;
  const uint64_t tail = watched.outgoing()->tail.load();
  const uint64_t head = watched.incoming()->head.load();
  uint8_t bytes[16] = {};
  uint32_t count = 1;
  bool flag = true;
  CHECK(endpoint.Read(bytes, sizeof bytes, &count).code == Code::kCorrupt && count == 0);
  count = 1;
  CHECK(endpoint.Write(bytes, sizeof bytes, &count).code == Code::kCorrupt && count == 0);
  CHECK(endpoint.CheckBytes(&flag).code == Code::kCorrupt && !flag);
  flag = true;
  CHECK(endpoint.TakeRoom(&flag).code == Code::kCorrupt && !flag);
  flag = true;
  CHECK(endpoint.Sleep(&flag).code == Code::kCorrupt && !flag);
  CHECK(endpoint.TakeSocket().code == Code::kCorrupt);
  endpoint.Wake();
  CHECK(watched.outgoing()->tail.load() == tail && watched.incoming()->head.load() == head);
}

TEST("bytes go both ways between the two ends of a connection") {
  const test::EndpointPair pair = test::Connected();

  CHECK(Write(*pair.client, {1, 2, 3}) == 3);
  CHECK(Write(*pair.server, {4, 5}) == 2);

  CHECK((Read(*pair.server, 10) == std::vector<uint8_t>{1, 2, 3}));
  CHECK((Read(*pair.client, 10) == std::vector<uint8_t>{4, 5}));
  CHECK(pair.client->ring_bytes() == kMinRingCapacity && pair.client->peer().pid == getpid());
}

TEST("counters count bytes and the doorbells of sleepers") {
  const test::EndpointPair pair = test::Connected();
  bool sleeps = false;
  CHECK(pair.server->Sleep(&sleeps).ok() && sleeps);

  CHECK(Write(*pair.client, {1, 2, 3}) == 3 && Write(*pair.client, {4}) == 1);
  pair.server->TakeBell();
  CHECK(Read(*pair.server, 10).size() == 4);

  CHECK(pair.client->counters().bytes_written == 4 && pair.client->counters().doorbells_sent == 1);
  CHECK(pair.server->counters().bytes_read == 4 && pair.server->counters().doorbells_received == 1);
}

TEST("room that a short write waited for is reported once") {
  const test::EndpointPair pair = test::Connected();
  bool has_room = true;
  CHECK(pair.client->TakeRoom(&has_room).ok() && !has_room);
  CHECK(Write(*pair.client, std::vector<uint8_t>(kMinRingCapacity + 10)) == kMinRingCapacity);
  has_room = true;
  CHECK(pair.client->TakeRoom(&has_room).ok() && !has_room);

  CHECK(!pair.client->RoomGuess());

  CHECK(Read(*pair.server, 10).size() == 10);

  CHECK(pair.client->RoomGuess());
  CHECK(test::IsReadable(pair.client->bell_fd()));
  CHECK(pair.client->TakeRoom(&has_room).ok() && has_room);
  CHECK(pair.client->TakeRoom(&has_room).ok() && !has_room);
}

TEST("a tail that lies poisons the endpoint for good, also when it is put right again") {
  Watched watched;
  watched.incoming()->tail.store(kMinRingCapacity + 1);
  bool has_bytes = false;
  CHECK(watched.endpoint->CheckBytes(&has_bytes).code == Code::kCorrupt);

  watched.incoming()->tail.store(10);

  ExpectPoisoned(watched);
}

TEST("a head that lies poisons the endpoint for good, also when it is put right again") {
  Watched watched;
  CHECK(Write(*watched.endpoint, std::vector<uint8_t>(kMinRingCapacity)) == kMinRingCapacity);
  watched.outgoing()->head.store(kMinRingCapacity + 1);
  uint8_t byte = 0;
  uint32_t written = 0;
  CHECK(watched.endpoint->Write(&byte, 1, &written).code == Code::kCorrupt && written == 0);

  watched.outgoing()->head.store(100);

  ExpectPoisoned(watched);
}

TEST("a descriptor that comes on the open socket is closed and poisons the endpoint") {
  Watched watched;
  const int descriptors = test::OpenDescriptors();
  const uint8_t byte = 1;
  const int sent[] = {0, 1, 2};
  REQUIRE(SendMessage(watched.socket.get(), &byte, 1, sent, 3).ok());

  CHECK(watched.endpoint->TakeSocket().code == Code::kCorrupt);

  CHECK(test::OpenDescriptors() == descriptors);
  ExpectPoisoned(watched);
}

TEST("a byte on the socket is a doorbell where there is no eventfd, and a violation where there is one") {
  Watched watched;
  const test::EndpointPair pair = test::Connected();
  const uint8_t bytes[] = {1, 2, 3};
  REQUIRE(SendMessage(watched.socket.get(), bytes, 3, nullptr, 0).ok());
  REQUIRE(SendMessage(pair.client->socket_fd(), bytes, 3, nullptr, 0).ok());

  CHECK(watched.endpoint->TakeSocket().ok() && watched.endpoint->counters().doorbells_received == 1);
  CHECK(watched.endpoint->TakeSocket().ok() && watched.endpoint->counters().doorbells_received == 1);
  CHECK(pair.server->TakeSocket().code == Code::kCorrupt);
}

TEST("a socket full of rings that nobody takes neither blocks nor ends the writer") {
  Watched watched;

  for (int i = 0; i < 100'000; i++) {
    watched.outgoing()->consumer_sleeps.store(1);
    watched.outgoing()->head.store(watched.outgoing()->tail.load());
    if (Write(*watched.endpoint, {1}) != 1) break;
  }

  CHECK(watched.endpoint->counters().bytes_written == 100'000);
  CHECK(!watched.endpoint->peer_gone());
}

TEST("after the end of the socket what was published is still read, and nothing more is taken") {
  test::EndpointPair pair = test::Connected();
  CHECK(Write(*pair.client, {1, 2, 3}) == 3);
  pair.client.reset();

  CHECK(pair.server->TakeSocket().ok() && pair.server->peer_gone());

  CHECK(Write(*pair.server, {9}) == 0);
  CHECK((Read(*pair.server, 10) == std::vector<uint8_t>{1, 2, 3}));
  CHECK(Read(*pair.server, 10).empty());
}

TEST("an end with rings of ours unread, a reset, is an end like any other") {
  Watched watched;
  bool sleeps = false;
  watched.outgoing()->consumer_sleeps.store(1);
  CHECK(Write(*watched.endpoint, {1}) == 1);
  CHECK(watched.endpoint->Sleep(&sleeps).ok() && sleeps);

  watched.socket.Reset();

  CHECK(watched.endpoint->TakeSocket().ok() && watched.endpoint->peer_gone());
}

TEST("a forked child that uses the endpoint of its parent gets an error, and the parent's goes on") {
  test::EndpointPair pair = test::Connected();
  CHECK(Write(*pair.client, {1, 2}) == 2);
  const pid_t child = test::Fork([&] {
    uint8_t bytes[4] = {};
    uint32_t count = 1;
    bool flag = true;
    CHECK(pair.server->Write(bytes, 4, &count).code == Code::kClosed && count == 0);
    count = 1;
    CHECK(pair.server->Read(bytes, 4, &count).code == Code::kClosed && count == 0);
    CHECK(pair.server->CheckBytes(&flag).code == Code::kClosed && !flag);
    flag = true;
    CHECK(pair.server->TakeRoom(&flag).code == Code::kClosed && !flag);
    flag = true;
    CHECK(pair.server->Sleep(&flag).code == Code::kClosed && !flag);
    CHECK(pair.server->TakeSocket().code == Code::kClosed);
    pair.server->Wake();
  });

  CHECK(test::Join(child) == 0);

  CHECK((Read(*pair.server, 10) == std::vector<uint8_t>{1, 2}));
}

TEST("a forked child that lets go of its parent's endpoint unmaps nothing of its own") {
  Segment segment;
  UniqueFd fd;
  REQUIRE(Segment::Create(kMinRingCapacity, &segment, &fd).ok());
  const pid_t child = test::Fork([&] {
    // The mapping is not inherited, so its addresses are free for others.
    uint8_t* place = reinterpret_cast<uint8_t*>(segment.control(0));
    void* own = mmap(place, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    REQUIRE(own == place);
    place[0] = 7;

    segment = Segment();

    CHECK(place[0] == 7);
  });
  CHECK(test::Join(child) == 0);
}

TEST("a forked child opens connections of its own") {
  const test::EndpointPair before = test::Connected();
  const pid_t child = test::Fork([] {
    const test::EndpointPair pair = test::Connected();
    CHECK(Write(*pair.client, {5}) == 1);
    CHECK((Read(*pair.server, 10) == std::vector<uint8_t>{5}));
  });
  CHECK(test::Join(child) == 0);
  CHECK(Write(*before.client, {6}) == 1);
}

}  // namespace
}  // namespace memlane
