// SPDX-License-Identifier: Apache-2.0
// An operational model of C++ atomics, weaker than any processor that Memlane runs on: every store keeps its place in the
// order of its word, and a load may see any store that its thread is not known to be past. Knows nothing of rings.
//
// Views and messages are those of the promising semantics without promises (Kang, Hur, Lahav, Vafeiadis, Dreyer, "A
// Promising Semantics for Relaxed-Memory Concurrency", POPL 2017): so a load is never reordered behind a later store, which
// none of the algorithms here depends on. Plain bytes are checked for races by vector clocks, as FastTrack does it
// (Flanagan, Freund, PLDI 2009), instead of being given stale values.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

namespace memlane::model {

constexpr int kThreads = 2;
constexpr int kMaxWords = 6;
constexpr int kMaxBytes = 32;

// What a thread is known to be past: a place in the order of each word, and in the course of each thread.
struct View {
  uint8_t word[kMaxWords] = {};
  uint16_t clock[kThreads] = {};

  void Join(const View& other);
  // The words only: what a sequentially consistent fence hands on is no happens-before.
  void JoinWords(const View& other);
};

struct Message {
  uint64_t value = 0;
  View view;
  // Written by a read-modify-write of the message before it: nothing comes between.
  bool bound = false;
};

// Where the model needs a decision: the explorer tries each of them.
class Chooser {
 public:
  // A number below `count`, which is at least 1.
  virtual int Choose(int count) = 0;

 protected:
  ~Chooser() = default;
};

class Memory {
 public:
  explicit Memory(Chooser* chooser) : chooser_(chooser) {}

  // The number of a word, new words hold `value`.
  int WordAt(const void* address, uint64_t value);

  uint64_t Load(int thread, int word, std::memory_order order);
  void Store(int thread, int word, uint64_t value, std::memory_order order);
  // Relaxed read-modify-writes; what was there before.
  uint64_t Exchange(int thread, int word, uint64_t value);
  uint64_t FetchAdd(int thread, int word, uint64_t value);
  void Fence(int thread, std::memory_order order);

  // Plain bytes. False when the access races with an earlier one of another thread.
  [[nodiscard]] bool ReadByte(int thread, int index);
  [[nodiscard]] bool WriteByte(int thread, int index);

  // A doorbell of the kernel: what was before a ring happened before the end of the wait that takes it.
  void Ring(int thread, int bell);
  bool IsRung(int bell) const { return bells_[bell].rung; }
  void TakeBell(int thread, int bell);

  uint64_t Hash(uint64_t hash) const;

 private:
  struct Thread {
    View now;
    // What an acquire fence would add, and what a release fence has fixed.
    View read;
    View fenced;
  };
  struct Word {
    const void* address = nullptr;
    std::vector<Message> order;
  };
  struct Byte {
    int writer = -1;
    uint16_t written = 0;
    uint16_t read[kThreads] = {};
  };
  struct Bell {
    bool rung = false;
    View view;
  };

  void Step(int thread) { threads_[thread].now.clock[thread]++; }
  void See(int thread, int word, int place, bool acquire);
  View Released(int thread, int word, int place, bool release) const;
  // Chooses the message that a read-modify-write reads.
  int SeeToUpdate(int thread, int word);
  void Update(int thread, int word, int place, uint64_t value);
  void Insert(int word, int place, const Message& message);
  void ForEachView(const std::function<void(const View&)>& see) const;

  Chooser* chooser_;
  std::vector<Word> words_;
  Thread threads_[kThreads];
  View fences_;
  Byte bytes_[kMaxBytes];
  Bell bells_[kThreads];
};

// `value` folded into `hash`; the mixing is that of splitmix64 (Steele, Lea, Flood, OOPSLA 2014).
inline uint64_t Mix(uint64_t hash, uint64_t value) {
  hash += value + 0x9e3779b97f4a7c15ull;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ull;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebull;
  return hash ^ (hash >> 31);
}

}  // namespace memlane::model
