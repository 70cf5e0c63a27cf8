// SPDX-License-Identifier: Apache-2.0
// Runs two threads, as fibers of one, in every order and with every outcome that the memory model allows. Real code runs:
// each operation on an atomic is a point where the other thread may go on.
#pragma once

#include <csetjmp>
#include <source_location>
#include <string>
#include <unordered_set>
#include <vector>

#include <ucontext.h>

#include "test/model/memory_model.h"

namespace memlane::model {

// One order of one operation made weaker, to see whether that is noticed. `line` 0: none.
struct Weakening {
  unsigned line = 0;
  std::memory_order order = std::memory_order_relaxed;
};

// An operation that orders something, where it stands in the source.
struct Site {
  unsigned line;
  bool is_fence;

  bool operator==(const Site&) const = default;
};

struct Verdict {
  bool holds = true;
  // What went wrong, in the first course that did.
  std::string why;
  uint64_t courses = 0;
  uint64_t states = 0;
  bool complete = false;
  std::vector<Site> sites;
};

class Explorer final : public Chooser {
 public:
  // What the threads do and share. Made anew for each course.
  class Program {
   public:
    virtual ~Program() = default;
    // The whole of one thread. No destructor of its locals is run when a course is cut off.
    virtual void Run(int thread) = 0;
    // The bytes whose accesses are checked for races, `kMaxBytes` of them.
    virtual const uint8_t* bytes() const = 0;
    // False for a word that no thread of this program ever writes: reading it is no event.
    virtual bool IsWritten(const void*) const { return true; }
  };

  // Explores every course of the program that `make` makes, at most `max_courses`.
  static Verdict Explore(Program* (*make)(), const Weakening& weakening, uint64_t max_courses);

  // For the threads, through model_atomic.h.
  static Explorer& current() { return *current_; }
  uint64_t Load(const void* address, uint64_t initial, std::memory_order order, unsigned line);
  void Store(const void* address, uint64_t initial, uint64_t value, std::memory_order order, unsigned line);
  uint64_t Exchange(const void* address, uint64_t initial, uint64_t value, unsigned line);
  uint64_t FetchAdd(const void* address, uint64_t initial, uint64_t value, unsigned line);
  void Fence(std::memory_order order, unsigned line);
  void CopyBytes(void* to, const void* from, size_t length);
  void Ring(int bell);
  // Waits until the bell of this thread is rung, and takes it.
  void WaitBell();
  // False while a program is made: what is stored then is there from the beginning.
  bool in_thread() const { return in_thread_; }
  // All that this thread knows from here on is in `state`: courses that come to the same here are one.
  void Forget(uint64_t state) { fibers_[running_].history = state; }
  // Ends the course: something that must hold does not.
  void Fail(const std::string& why);

  int Choose(int count) override;

 private:
  struct Choice {
    int taken;
    int count;
  };
  struct Fiber {
    ucontext_t entry;
    jmp_buf at;
    std::vector<char> stack;
    bool begun;
    bool done;
    bool waits;
    // Everything that this thread has learnt so far: with it, its state is known.
    uint64_t history;
  };

  explicit Explorer(const Weakening& weakening);

  void RunCourse(Program* program);
  // False when this state was met before.
  bool IsNew();
  void Resume(int thread);
  // In a thread: lets the explorer go on.
  void Yield();
  void Learn(uint64_t fact);
  std::memory_order Weakened(std::memory_order order, unsigned line, bool is_fence);
  static void Enter();

  static Explorer* current_;
  const Weakening weakening_;
  std::vector<Choice> choices_;
  size_t at_ = 0;
  std::unordered_set<uint64_t> seen_;
  Verdict verdict_;
  Program* program_ = nullptr;
  Memory* memory_ = nullptr;
  Fiber fibers_[kThreads];
  int running_ = 0;
  bool over_ = false;
  bool in_thread_ = false;
  ucontext_t home_;
  jmp_buf back_;
};

}  // namespace memlane::model
