// SPDX-License-Identifier: Apache-2.0
// The linker sends each call NAME of the core and the tests to __wrap_NAME, and __real_NAME is libc's. With 64-bit file
// offsets some names end in 64.
#include "test/failing_calls.h"

#include <sys/types.h>

#include <cerrno>
#include <cstddef>

namespace memlane::test {
namespace {

bool counting = false;
int calls = 0;
int fails_at = 0;
int fails_with = 0;
const char* failed_call = nullptr;

// True when this call must fail; errno is set then.
bool Fails(const char* name) {
  if (!counting || ++calls != fails_at) return false;
  failed_call = name;
  errno = fails_with;
  return true;
}

}  // namespace

void FailCall(int nth, int error) {
  calls = 0;
  fails_at = nth;
  fails_with = error;
  failed_call = nullptr;
  counting = true;
}

int StopFailing() {
  counting = false;
  return calls;
}

const char* FailedCall() { return failed_call; }

}  // namespace memlane::test

#define WRAP(result, failure, name, parameters, arguments)                     \
  extern "C" result __real_##name parameters;                                  \
  extern "C" __attribute__((visibility("default"))) result __wrap_##name parameters; \
  result __wrap_##name parameters {                                            \
    if (memlane::test::Fails(#name)) return failure;                           \
    return __real_##name arguments;                                            \
  }

struct stat;
struct stat64;
using Socklen = unsigned int;

WRAP(int, -1, memfd_create, (const char* name, unsigned flags), (name, flags))
WRAP(int, -1, fallocate, (int fd, int mode, off_t offset, off_t length), (fd, mode, offset, length))
WRAP(int, -1, fallocate64, (int fd, int mode, off_t offset, off_t length), (fd, mode, offset, length))
WRAP(void*, reinterpret_cast<void*>(-1), mmap, (void* at, size_t size, int prot, int flags, int fd, off_t offset),
     (at, size, prot, flags, fd, offset))
WRAP(void*, reinterpret_cast<void*>(-1), mmap64, (void* at, size_t size, int prot, int flags, int fd, off_t offset),
     (at, size, prot, flags, fd, offset))
WRAP(int, -1, madvise, (void* at, size_t size, int advice), (at, size, advice))
WRAP(int, -1, eventfd, (unsigned initial, int flags), (initial, flags))
WRAP(int, -1, socket, (int domain, int type, int protocol), (domain, type, protocol))
WRAP(int, -1, bind, (int fd, const void* address, Socklen length), (fd, address, length))
WRAP(int, -1, listen, (int fd, int backlog), (fd, backlog))
WRAP(int, -1, connect, (int fd, const void* address, Socklen length), (fd, address, length))
WRAP(int, -1, accept4, (int fd, void* address, Socklen* length, int flags), (fd, address, length, flags))
WRAP(ssize_t, -1, sendmsg, (int fd, const void* message, int flags), (fd, message, flags))
WRAP(ssize_t, -1, recvmsg, (int fd, void* message, int flags), (fd, message, flags))
WRAP(int, -1, getsockopt, (int fd, int level, int name, void* value, Socklen* length), (fd, level, name, value, length))
WRAP(int, -1, flock, (int fd, int operation), (fd, operation))
WRAP(int, -1, fchmod, (int fd, mode_t mode), (fd, mode))
WRAP(int, -1, fstat, (int fd, struct stat* info), (fd, info))
WRAP(int, -1, fstat64, (int fd, struct stat64* info), (fd, info))
WRAP(int, -1, lstat, (const char* path, struct stat* info), (path, info))
WRAP(int, -1, lstat64, (const char* path, struct stat64* info), (path, info))
WRAP(ssize_t, -1, readlink, (const char* path, char* target, size_t size), (path, target, size))
// The last argument travels in a register whether or not the caller gave one.
WRAP(int, -1, fcntl, (int fd, int command, long argument), (fd, command, argument))
WRAP(int, -1, fcntl64, (int fd, int command, long argument), (fd, command, argument))
WRAP(int, -1, open, (const char* path, int flags, mode_t mode), (path, flags, mode))
WRAP(int, -1, open64, (const char* path, int flags, mode_t mode), (path, flags, mode))
WRAP(int, -1, ftruncate, (int fd, off_t length), (fd, length))
WRAP(int, -1, ftruncate64, (int fd, off_t length), (fd, length))
// These return the error instead of setting it.
WRAP(int, errno, posix_fallocate, (int fd, off_t offset, off_t length), (fd, offset, length))
WRAP(int, errno, posix_fallocate64, (int fd, off_t offset, off_t length), (fd, offset, length))
WRAP(ssize_t, -1, pread, (int fd, void* into, size_t length, off_t offset), (fd, into, length, offset))
WRAP(ssize_t, -1, pread64, (int fd, void* into, size_t length, off_t offset), (fd, into, length, offset))
WRAP(int, -1, unlink, (const char* path), (path))
