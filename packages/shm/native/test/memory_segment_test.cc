// SPDX-License-Identifier: Apache-2.0
// Which memory is accepted from a peer, and what creating a segment promises.
#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include <fstream>
#include <string>

#include "core/segment.h"
#include "platform/event_doorbell.h"
#include "test/endpoints.h"
#include "test/test.h"

namespace memlane {
namespace {

constexpr size_t kBytes = SegmentBytes(kMinRingCapacity);
constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

UniqueFd Memfd(size_t bytes, int seals, unsigned flags = 0) {
  UniqueFd fd(memfd_create("memlane-test", MFD_CLOEXEC | MFD_ALLOW_SEALING | flags));
  if (!fd.valid() || ftruncate(fd.get(), static_cast<off_t>(bytes)) != 0) return UniqueFd();
  if (seals != 0 && fcntl(fd.get(), F_ADD_SEALS, seals) != 0) return UniqueFd();
  return fd;
}

// Lines of /proc/self/maps that name a memfd.
int MappedMemfds() {
  std::ifstream maps("/proc/self/maps");
  int count = 0;
  for (std::string line; std::getline(maps, line);) count += line.find("/memfd:") != std::string::npos;
  return count;
}

void ExpectRefused(const UniqueFd& fd) {
  Segment segment;
  REQUIRE(fd.valid());
  CHECK(VerifySealedMemory(fd.get(), kBytes).code == Code::kHandshakeFailed);
  CHECK(Segment::Open(fd.get(), kMinRingCapacity, &segment).code == Code::kHandshakeFailed);
  CHECK(MappedMemfds() == 0);
}

TEST("a created segment is opened by its descriptor and shows the same bytes") {
  Segment made;
  Segment opened;
  UniqueFd fd;
  REQUIRE(Segment::Create(kMinRingCapacity, &made, &fd).ok());

  REQUIRE(Segment::Open(fd.get(), kMinRingCapacity, &opened).ok());

  made.bytes(0)[0] = 1;
  made.bytes(1)[kMinRingCapacity - 1] = 2;
  CHECK(opened.bytes(0)[0] == 1 && opened.bytes(1)[kMinRingCapacity - 1] == 2);
  CHECK(opened.control(1)->capacity == kMinRingCapacity);
}

TEST("a created segment has every page reserved, its seals, and is closed on exec") {
  Segment segment;
  UniqueFd fd;
  REQUIRE(Segment::Create(kMinRingCapacity, &segment, &fd).ok());
  struct stat info;
  REQUIRE(fstat(fd.get(), &info) == 0);

  CHECK(static_cast<size_t>(info.st_blocks) * 512 >= kBytes);
  CHECK(fcntl(fd.get(), F_GET_SEALS) == kSeals);
  CHECK((fcntl(fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK(ftruncate(fd.get(), 0) != 0 && ftruncate(fd.get(), 1 << 30) != 0);
}

TEST("a segment leaves neither mapping nor descriptor behind") {
  const int descriptors = test::OpenDescriptors();
  {
    Segment made;
    Segment opened;
    UniqueFd fd;
    REQUIRE(Segment::Create(kMinRingCapacity, &made, &fd).ok());
    REQUIRE(Segment::Open(fd.get(), kMinRingCapacity, &opened).ok());
    CHECK(MappedMemfds() == 2);
  }
  CHECK(MappedMemfds() == 0);
  CHECK(test::OpenDescriptors() == descriptors);
}

TEST("a capacity that no ring can have is not made and not opened") {
  Segment segment;
  UniqueFd fd;
  for (const uint32_t capacity : {0u, 1u, kMinRingCapacity - 1, kMinRingCapacity + 1, 2 * kMaxRingCapacity, UINT32_MAX}) {
    CHECK(Segment::Create(capacity, &segment, &fd).code == Code::kUnsupported);
    CHECK(Segment::Open(-1, capacity, &segment).code == Code::kHandshakeFailed);
  }
}

TEST("memory that lacks any of the three seals is refused before it is mapped") {
  for (const int missing : {F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_SEAL, kSeals}) ExpectRefused(Memfd(kBytes, kSeals & ~missing));
}

TEST("memory sealed against writing, now or in future, is refused") {
  ExpectRefused(Memfd(kBytes, kSeals | F_SEAL_WRITE));
  ExpectRefused(Memfd(kBytes, kSeals | F_SEAL_FUTURE_WRITE));
}

TEST("memory of the wrong size is refused") {
  for (const size_t bytes : {size_t{0}, size_t{1}, kBytes - 1, kBytes - 4096, kBytes + 1, 2 * kBytes}) {
    ExpectRefused(Memfd(bytes, kSeals));
  }
}

TEST("memory opened for reading only is refused") {
  const UniqueFd memory = Memfd(kBytes, kSeals);
  const std::string path = "/proc/self/fd/" + std::to_string(memory.get());

  ExpectRefused(UniqueFd(open(path.c_str(), O_RDONLY | O_CLOEXEC)));
}

TEST("what is not a memfd is refused: a file, a pipe, a socket, a device, a directory, an eventfd") {
  test::TemporaryDirectory directory;
  UniqueFd file(open(directory.File("file").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  REQUIRE(file.valid() && ftruncate(file.get(), kBytes) == 0);
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  const UniqueFd pipe_read(ends[0]);
  const UniqueFd pipe_write(ends[1]);
  UniqueFd bell;
  REQUIRE(CreateEventDoorbell(&bell).ok());

  ExpectRefused(file);
  ExpectRefused(pipe_read);
  ExpectRefused(test::SocketPair().first);
  ExpectRefused(UniqueFd(open("/dev/zero", O_RDWR | O_CLOEXEC)));
  ExpectRefused(UniqueFd(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  ExpectRefused(bell);
}

TEST("memory on huge pages is refused") {
  constexpr size_t kHuge = 2 * 1024 * 1024;
  UniqueFd fd(memfd_create("memlane-test", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_HUGETLB | MFD_HUGE_2MB));
  // Kernels without huge pages cannot make such memory, so nobody can offer it.
  if (!fd.valid()) return;
  REQUIRE(ftruncate(fd.get(), kHuge) == 0 && fcntl(fd.get(), F_ADD_SEALS, kSeals) == 0);

  CHECK(VerifySealedMemory(fd.get(), kHuge).code == Code::kHandshakeFailed);
}

TEST("a header that differs from the announcement in one field is refused") {
  for (int field = 0; field < 6; field++) {
    Segment made;
    Segment opened;
    UniqueFd fd;
    REQUIRE(Segment::Create(kMinRingCapacity, &made, &fd).ok());
    RingControl* control = made.control(field / 3);
    if (field % 3 == 0) control->magic++;
    if (field % 3 == 1) control->version++;
    if (field % 3 == 2) control->capacity *= 2;

    CHECK(Segment::Open(fd.get(), kMinRingCapacity, &opened).code == Code::kHandshakeFailed);
    CHECK(opened.control(0) == nullptr);
  }
}

TEST("both ends of a segment know it by the same number, and no other has it") {
  Segment made[3];
  for (Segment& one : made) {
    Segment opened;
    UniqueFd fd;
    REQUIRE(Segment::Create(kMinRingCapacity, &one, &fd).ok());
    REQUIRE(Segment::Open(fd.get(), kMinRingCapacity, &opened).ok());

    CHECK(one.identity() != 0 && one.identity() == opened.identity());
  }

  CHECK(made[0].identity() != made[1].identity() && made[1].identity() != made[2].identity());
  CHECK(MemoryIdentity(-1) == 0);
}

TEST("without memory to be had, creating says so and leaves nothing") {
  const pid_t child = test::Fork([] {
    const int descriptors = test::OpenDescriptors();
    // RLIMIT_FSIZE bounds what a memfd may reserve.
    const rlimit small = {64 * 1024, 64 * 1024};
    signal(SIGXFSZ, SIG_IGN);
    REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
    Segment segment;
    UniqueFd fd;

    const Status status = Segment::Create(kMinRingCapacity, &segment, &fd);

    CHECK(!status.ok() && status.syscall != nullptr && status.error != 0);
    CHECK(!fd.valid() && test::OpenDescriptors() == descriptors && MappedMemfds() == 0);
  });
  CHECK(test::Join(child) == 0);
}

TEST("the largest segment is made while signals come every quarter of a millisecond, as under a profiler") {
  struct sigaction action = {};
  action.sa_handler = [](int) {};
  REQUIRE(sigaction(SIGPROF, &action, nullptr) == 0);
  // Wall-clock time, delivered to this thread.
  sigevent event = {};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGPROF;
  event._sigev_un._tid = static_cast<pid_t>(syscall(SYS_gettid));
  timer_t timer;
  REQUIRE(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
  const itimerspec often = {{0, 250'000}, {0, 250'000}};
  REQUIRE(timer_settime(timer, 0, &often, nullptr) == 0);
  Segment segment;
  UniqueFd fd;

  const Status status = Segment::Create(kMaxRingCapacity, &segment, &fd);

  timer_delete(timer);
  signal(SIGPROF, SIG_DFL);
  CHECK(status.ok());
}

}  // namespace
}  // namespace memlane
