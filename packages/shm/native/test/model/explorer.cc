// SPDX-License-Identifier: Apache-2.0
// A depth-first search over choices. A course is run again from its beginning up to the choice that changes; one that comes
// to a state met before is cut off there. States are told apart by a hash of 64 bits.
#include "test/model/explorer.h"

#include <algorithm>
#include <memory>

namespace memlane::model {
namespace {

constexpr size_t kStackBytes = 64 * 1024;
constexpr uint64_t kHashBegin = 0xcbf29ce484222325ull;

}  // namespace

Explorer* Explorer::current_ = nullptr;

Explorer::Explorer(const Weakening& weakening) : weakening_(weakening) {
  for (Fiber& fiber : fibers_) fiber.stack.resize(kStackBytes);
}

Verdict Explorer::Explore(Program* (*make)(), const Weakening& weakening, uint64_t max_courses) {
  Explorer explorer(weakening);
  current_ = &explorer;
  Verdict& verdict = explorer.verdict_;
  while (verdict.courses < max_courses) {
    verdict.courses++;
    const std::unique_ptr<Program> program(make());
    explorer.RunCourse(program.get());
    if (!verdict.holds) break;
    std::vector<Choice>& choices = explorer.choices_;
    while (!choices.empty() && choices.back().taken + 1 == choices.back().count) choices.pop_back();
    if (choices.empty()) {
      verdict.complete = true;
      break;
    }
    choices.back().taken++;
  }
  verdict.states = explorer.seen_.size();
  current_ = nullptr;
  return verdict;
}

int Explorer::Choose(int count) {
  if (count == 1) return 0;
  if (at_ == choices_.size()) choices_.push_back({0, count});
  return choices_[at_++].taken;
}

void Explorer::RunCourse(Program* program) {
  Memory memory(this);
  program_ = program;
  memory_ = &memory;
  at_ = 0;
  over_ = false;
  for (Fiber& fiber : fibers_) fiber.begun = fiber.done = fiber.waits = false;
  for (Fiber& fiber : fibers_) fiber.history = kHashBegin;
  while (!over_) {
    int able[kThreads];
    int count = 0;
    bool all_done = true;
    for (int thread = 0; thread < kThreads; thread++) {
      const Fiber& fiber = fibers_[thread];
      if (fiber.done) continue;
      all_done = false;
      if (!fiber.waits || memory.IsRung(thread)) able[count++] = thread;
    }
    if (all_done) return;
    if (count == 0) return Fail("a wake-up was lost: everybody waits");
    if (at_ == choices_.size() && !IsNew()) return;
    const int next = able[Choose(count)];
    in_thread_ = true;
    Resume(next);
    in_thread_ = false;
  }
}

bool Explorer::IsNew() {
  uint64_t hash = memory_->Hash(kHashBegin);
  for (const Fiber& fiber : fibers_) {
    hash = Mix(Mix(hash, fiber.history), fiber.begun * 4u + fiber.done * 2u + fiber.waits);
  }
  return seen_.insert(hash).second;
}

void Explorer::Resume(int thread) {
  running_ = thread;
  Fiber& fiber = fibers_[thread];
  if (_setjmp(back_) != 0) return;
  if (fiber.begun) _longjmp(fiber.at, 1);
  fiber.begun = true;
  getcontext(&fiber.entry);
  fiber.entry.uc_stack.ss_sp = fiber.stack.data();
  fiber.entry.uc_stack.ss_size = fiber.stack.size();
  fiber.entry.uc_link = nullptr;
  makecontext(&fiber.entry, Enter, 0);
  swapcontext(&home_, &fiber.entry);
}

void Explorer::Enter() {
  Explorer& self = current();
  self.program_->Run(self.running_);
  self.fibers_[self.running_].done = true;
  _longjmp(self.back_, 1);
}

void Explorer::Yield() {
  if (_setjmp(fibers_[running_].at) == 0) _longjmp(back_, 1);
}

void Explorer::Learn(uint64_t fact) { fibers_[running_].history = Mix(fibers_[running_].history, fact); }

std::memory_order Explorer::Weakened(std::memory_order order, unsigned line, bool is_fence) {
  if (order == std::memory_order_relaxed) return order;
  const Site site{line, is_fence};
  if (std::find(verdict_.sites.begin(), verdict_.sites.end(), site) == verdict_.sites.end()) {
    verdict_.sites.push_back(site);
  }
  return line == weakening_.line ? weakening_.order : order;
}

uint64_t Explorer::Load(const void* address, uint64_t initial, std::memory_order order, unsigned line) {
  if (!program_->IsWritten(address)) return initial;
  Yield();
  const std::memory_order actual = Weakened(order, line, false);
  const uint64_t value = memory_->Load(running_, memory_->WordAt(address, initial), actual);
  Learn(Mix(value, line));
  return value;
}

void Explorer::Store(const void* address, uint64_t initial, uint64_t value, std::memory_order order, unsigned line) {
  Yield();
  const std::memory_order actual = Weakened(order, line, false);
  memory_->Store(running_, memory_->WordAt(address, initial), value, actual);
  Learn(line);
}

uint64_t Explorer::Exchange(const void* address, uint64_t initial, uint64_t value, unsigned line) {
  Yield();
  const uint64_t old = memory_->Exchange(running_, memory_->WordAt(address, initial), value);
  Learn(Mix(old, line));
  return old;
}

uint64_t Explorer::FetchAdd(const void* address, uint64_t initial, uint64_t value, unsigned line) {
  Yield();
  const uint64_t old = memory_->FetchAdd(running_, memory_->WordAt(address, initial), value);
  Learn(Mix(old, line));
  return old;
}

void Explorer::Fence(std::memory_order order, unsigned line) {
  Yield();
  const std::memory_order actual = Weakened(order, line, true);
  if (actual != std::memory_order_relaxed) memory_->Fence(running_, actual);
  Learn(line);
}

void Explorer::CopyBytes(void* to, const void* from, size_t length) {
  const uint8_t* shared = program_->bytes();
  auto* target = static_cast<uint8_t*>(to);
  const auto* source = static_cast<const uint8_t*>(from);
  for (size_t i = 0; i < length; i++) {
    if (target + i >= shared && target + i < shared + kMaxBytes) {
      if (!memory_->WriteByte(running_, static_cast<int>(target + i - shared))) Fail("bytes are overwritten unread");
    } else if (source + i >= shared && source + i < shared + kMaxBytes) {
      if (!memory_->ReadByte(running_, static_cast<int>(source + i - shared))) Fail("bytes are read unwritten");
    }
    target[i] = source[i];
  }
}

void Explorer::Ring(int bell) {
  Yield();
  memory_->Ring(running_, bell);
  Learn(1);
}

void Explorer::WaitBell() {
  fibers_[running_].waits = true;
  Yield();
  fibers_[running_].waits = false;
  memory_->TakeBell(running_, running_);
  Learn(2);
}

void Explorer::Fail(const std::string& why) {
  over_ = true;
  if (!verdict_.holds) return;
  verdict_.holds = false;
  verdict_.why = why;
}

}  // namespace memlane::model
