// SPDX-License-Identifier: Apache-2.0
// Puts the model in the place of std::atomic and memcpy for the sources of the core that are included behind this header,
// in one translation unit of a program that is linked with nothing else of the core.
#pragma once

// What those sources include themselves comes first, as it is.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <source_location>

#include "platform/status.h"
#include "test/model/explorer.h"

namespace std {

// Of the same size as what it stands for. The object holds the first value only; the others are messages of the model.
template <typename T>
class ModelAtomic {
 public:
  static constexpr bool is_always_lock_free = true;

  T load(memory_order order, source_location place = source_location::current()) const {
    return static_cast<T>(explorer().Load(this, initial_, order, place.line()));
  }
  void store(T value, memory_order order, source_location place = source_location::current()) {
    if (!explorer().in_thread()) {
      initial_ = value;
      return;
    }
    explorer().Store(this, initial_, value, order, place.line());
  }
  // The core's read-modify-writes are relaxed; a stronger one would have to be modelled first.
  T exchange(T value, memory_order order, source_location place = source_location::current()) {
    CheckRelaxed(order);
    return static_cast<T>(explorer().Exchange(this, initial_, value, place.line()));
  }
  T fetch_add(T value, memory_order order, source_location place = source_location::current()) {
    CheckRelaxed(order);
    return static_cast<T>(explorer().FetchAdd(this, initial_, value, place.line()));
  }

 private:
  static void CheckRelaxed(memory_order order) {
    if (order != memory_order_relaxed) explorer().Fail("the model knows relaxed read-modify-writes only");
  }
  static memlane::model::Explorer& explorer() { return memlane::model::Explorer::current(); }

  T initial_;
};

inline void ModelFence(memory_order order, source_location place = source_location::current()) {
  memlane::model::Explorer::current().Fence(order, place.line());
}

}  // namespace std

#define atomic ModelAtomic
#define atomic_thread_fence ModelFence
#define memcpy(to, from, length) memlane::model::Explorer::current().CopyBytes(to, from, length)
