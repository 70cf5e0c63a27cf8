// SPDX-License-Identifier: Apache-2.0
// What both fuzz targets use: reading numbers from an input, and ending the run when an expectation does not hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

// The entry that libFuzzer and driver.cc call. Returns 0.
extern "C" __attribute__((visibility("default"))) int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace memlane::test {

// Takes numbers off an input; zeros after its end.
class Input {
 public:
  Input(const uint8_t* data, size_t size) : data_(data), size_(size) {}

  bool empty() const { return at_ >= size_; }
  uint8_t Byte() { return at_ < size_ ? data_[at_++] : 0; }
  template <typename T>
  T Number() {
    uint64_t value = 0;
    for (size_t i = 0; i < sizeof(T); i++) value |= static_cast<uint64_t>(Byte()) << (8 * i);
    return static_cast<T>(value);
  }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t at_ = 0;
};

inline void Expect(bool holds, const char* what, const char* file, int line) {
  if (holds) return;
  fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
  abort();
}

}  // namespace memlane::test

#define EXPECT(condition) ::memlane::test::Expect(static_cast<bool>(condition), #condition, __FILE__, __LINE__)
