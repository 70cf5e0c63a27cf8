// SPDX-License-Identifier: Apache-2.0
// unix(7) sockets, flock(2), SCM_RIGHTS.
#include "platform/unix_socket.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>

namespace memlane {
namespace {

// The kernel sends at most SCM_MAX_FD descriptors in one message.
constexpr size_t kMaxReceivedFds = 253;
constexpr int kBacklog = 1024;

bool FillAddress(const std::string& path, sockaddr_un* address) {
  if (path.empty() || path.size() > kMaxSocketPathBytes || path.find('\0') != std::string::npos) return false;
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, path.data(), path.size());
  return true;
}

Status NewSocket(UniqueFd* socket) {
  socket->Reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return socket->valid() ? Status::Ok() : Status::FromErrno("socket");
}

// Takes the lock beside `path`. The holder may remove the file, so the lock counts only while the name still leads to it.
Status TakeLock(const std::string& path, bool create, UniqueFd* lock) {
  const std::string lock_path = path + ".lock";
  for (int attempt = 0; attempt < 8; attempt++) {
    UniqueFd file(open(lock_path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | (create ? O_CREAT : 0), 0600));
    if (!file.valid()) return Status::FromErrno("open");
    if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) return Status::FromErrno("flock");
    struct stat held;
    struct stat named;
    if (fstat(file.get(), &held) != 0) return Status::FromErrno("fstat");
    if (lstat(lock_path.c_str(), &named) == 0 && held.st_ino == named.st_ino && held.st_dev == named.st_dev) {
      *lock = std::move(file);
      return Status::Ok();
    }
  }
  return Status::Of(Code::kAgain);
}

// Ok: somebody accepts connections at `path`, or may do so. kNotFound: nobody does. Anything else: not to be known.
Status Probe(const std::string& path) {
  UniqueFd probe;
  const Status status = ConnectSocket(path, &probe);
  return status.code == Code::kAgain ? Status::Ok() : status;
}

// With the lock held: removes a socket that nobody listens on.
Status RemoveDeadSocket(const std::string& path) {
  struct stat info;
  if (lstat(path.c_str(), &info) != 0) return errno == ENOENT ? Status::Ok() : Status::FromErrno("lstat");
  if (!S_ISSOCK(info.st_mode)) return {Code::kInvalidAddress, "lstat", EEXIST};
  const Status probe = Probe(path);
  // A listener without this lock: one that runs without the native addon.
  if (probe.ok()) return Status::Of(Code::kAddressInUse);
  // No descriptor left to ask with, or no permission: it may well live.
  if (probe.code != Code::kNotFound) return probe;
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return Status::FromErrno("unlink");
  return Status::Ok();
}

// Removes the name `path` while it still leads to that file.
void RemoveOwn(const std::string& path, dev_t device, ino_t inode) {
  struct stat info;
  if (lstat(path.c_str(), &info) == 0 && info.st_dev == device && info.st_ino == inode) unlink(path.c_str());
}

}  // namespace

ListeningSocket& ListeningSocket::operator=(ListeningSocket&& other) noexcept {
  if (this == &other) return *this;
  Close();
  path_ = std::move(other.path_);
  socket_ = std::move(other.socket_);
  lock_ = std::move(other.lock_);
  device_ = other.device_;
  inode_ = other.inode_;
  maker_ = other.maker_;
  return *this;
}

Status ListeningSocket::Listen(const std::string& path) {
  sockaddr_un address;
  if (!FillAddress(path, &address)) return {Code::kInvalidAddress, "bind", ENAMETOOLONG};
  UniqueFd lock;
  Status status = TakeLock(path, true, &lock);
  if (status.code == Code::kAgain) return Status::Of(Probe(path).code == Code::kNotFound ? Code::kAgain : Code::kAddressInUse);
  // The directory is not there.
  if (status.error == ENOENT) return {Code::kInvalidAddress, status.syscall, status.error};
  if (!status.ok()) return status;
  status = RemoveDeadSocket(path);
  if (!status.ok()) return status;
  UniqueFd socket;
  status = NewSocket(&socket);
  if (!status.ok()) return status;
  // Before bind() the mode of the descriptor is the mode that the file will have.
  if (fchmod(socket.get(), 0600) != 0) return Status::FromErrno("fchmod");
  if (bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    // A listener without the lock came in between.
    return errno == EADDRINUSE ? Status{Code::kAddressInUse, "bind", EADDRINUSE} : Status::FromErrno("bind");
  }
  struct stat made;
  if (lstat(path.c_str(), &made) != 0) return Status::FromErrno("lstat");
  if (listen(socket.get(), kBacklog) != 0) {
    status = Status::FromErrno("listen");
    RemoveOwn(path, made.st_dev, made.st_ino);
    return status;
  }
  Close();
  device_ = made.st_dev;
  inode_ = made.st_ino;
  maker_ = ForkGuard();
  path_ = path;
  socket_ = std::move(socket);
  lock_ = std::move(lock);
  return Status::Ok();
}

void ListeningSocket::Close() {
  if (!socket_.valid()) return;
  // Somebody may have removed our files and another listener made its own. The lock's name goes last.
  struct stat held;
  const bool owner = maker_.InMaker();
  if (owner) RemoveOwn(path_, device_, inode_);
  socket_.Reset();
  if (owner && fstat(lock_.get(), &held) == 0) RemoveOwn(path_ + ".lock", held.st_dev, held.st_ino);
  lock_.Reset();
}

void RemoveStaleSocket(const std::string& path) {
  UniqueFd lock;
  if (!TakeLock(path, false, &lock).ok()) return;
  if (!RemoveDeadSocket(path).ok()) return;
  unlink((path + ".lock").c_str());
}

Status AcceptConnection(int listener, UniqueFd* socket) {
  int fd;
  do {
    fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  } while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
  if (fd < 0) return Status::FromErrno("accept4");
  socket->Reset(fd);
  return Status::Ok();
}

Status ConnectSocket(const std::string& path, UniqueFd* socket) {
  sockaddr_un address;
  if (!FillAddress(path, &address)) return {Code::kInvalidAddress, "connect", ENAMETOOLONG};
  UniqueFd fd;
  const Status status = NewSocket(&fd);
  if (!status.ok()) return status;
  int result;
  do {
    result = connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  } while (result != 0 && errno == EINTR);
  if (result != 0) {
    if (errno == ECONNREFUSED || errno == ENOENT) return {Code::kNotFound, "connect", errno};
    return Status::FromErrno("connect");
  }
  *socket = std::move(fd);
  return Status::Ok();
}

Status SendMessage(int socket, const uint8_t* bytes, size_t length, const int* fds, size_t fd_count) {
  iovec part = {const_cast<uint8_t*>(bytes), length};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 8)];
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (fd_count > 0) {
    memset(control, 0, sizeof control);
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
    memcpy(CMSG_DATA(header), fds, sizeof(int) * fd_count);
  }
  ssize_t sent;
  do {
    sent = sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return Status::FromErrno("sendmsg");
  // The messages of the handshake are smaller than any socket buffer; less than all of one means a hostile peer.
  return static_cast<size_t>(sent) == length ? Status::Ok() : Status::Of(Code::kHandshakeFailed);
}

Status ReceiveMessage(int socket, uint8_t* bytes, size_t capacity, UniqueFd* fds, size_t max_fds, Received* received) {
  iovec part = {bytes, capacity};
  // Room for all that the kernel can send, so that each can be closed.
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxReceivedFds)];
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t count;
  do {
    count = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return Status::FromErrno("recvmsg");
  *received = {};
  received->bytes = static_cast<size_t>(count);
  // Cut off by our own limit of descriptors: those that did not fit are closed by the kernel.
  received->too_many_fds = (message.msg_flags & MSG_CTRUNC) != 0;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    // By the length that came, not by the length that was expected: padding can make room for one more.
    const size_t fd_count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < fd_count; i++) {
      int raw;
      memcpy(&raw, CMSG_DATA(header) + i * sizeof raw, sizeof raw);
      UniqueFd fd(raw);
      if (received->fds < max_fds) {
        fds[received->fds++] = std::move(fd);
      } else {
        received->too_many_fds = true;
      }
    }
  }
  return Status::Ok();
}

}  // namespace memlane
