// SPDX-License-Identifier: Apache-2.0
// Unix stream sockets: listen under a lock, connect, and messages with descriptors. Nothing here blocks. Linux.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "platform/fork_guard.h"
#include "platform/status.h"
#include "platform/unique_fd.h"

namespace memlane {

// Longest path of a socket in bytes: sun_path without its terminating zero.
constexpr size_t kMaxSocketPathBytes = 107;

// A listening socket with the lock that keeps a second live listener out. Owns both files, except in a forked child.
class ListeningSocket {
 public:
  ListeningSocket() = default;
  ListeningSocket(ListeningSocket&&) = default;
  ListeningSocket& operator=(ListeningSocket&& other) noexcept;
  ~ListeningSocket() { Close(); }

  // kAddressInUse when a live listener has the path; kAgain when its lock is held but nobody listens yet or any more
  // (try again soon). What a dead listener left is replaced; a file that is no socket never is (kInvalidAddress).
  // When it cannot be known whether a listener lives, its socket is kept and the reason returned.
  Status Listen(const std::string& path);

  // Removes both files, if they are still ours, and stops listening. Idempotent.
  void Close();

  int fd() const { return socket_.get(); }

 private:
  std::string path_;
  UniqueFd socket_;
  UniqueFd lock_;
  // The socket's file as it was made.
  dev_t device_ = 0;
  ino_t inode_ = 0;
  ForkGuard maker_;
};

// Removes what a listener that died left at `path`; does nothing while one lives.
void RemoveStaleSocket(const std::string& path);

// kAgain when there is no connection waiting.
Status AcceptConnection(int listener, UniqueFd* socket);

// kNotFound when nobody listens, kAgain when the listener's queue is full.
Status ConnectSocket(const std::string& path, UniqueFd* socket);

// Sends all of `bytes` with `fds`, or nothing.
Status SendMessage(int socket, const uint8_t* bytes, size_t length, const int* fds, size_t fd_count);

// What one call received.
struct Received {
  size_t bytes = 0;  // 0 at the end of the stream
  size_t fds = 0;
  // More descriptors came than were allowed; those are closed.
  bool too_many_fds = false;
};

// Receives what is there, with at most `max_fds` descriptors into `fds`, close-on-exec. kAgain when nothing is there.
// Allocates nothing.
Status ReceiveMessage(int socket, uint8_t* bytes, size_t capacity, UniqueFd* fds, size_t max_fds, Received* received);

}  // namespace memlane
