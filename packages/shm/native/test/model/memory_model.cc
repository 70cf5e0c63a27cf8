// SPDX-License-Identifier: Apache-2.0
// The rules of the model, one function each.
#include "test/model/memory_model.h"

#include <algorithm>

namespace memlane::model {
namespace {

bool Acquires(std::memory_order order) {
  return order == std::memory_order_acquire || order == std::memory_order_acq_rel ||
         order == std::memory_order_seq_cst;
}

bool Releases(std::memory_order order) {
  return order == std::memory_order_release || order == std::memory_order_acq_rel ||
         order == std::memory_order_seq_cst;
}

}  // namespace

void View::JoinWords(const View& other) {
  for (int i = 0; i < kMaxWords; i++) word[i] = std::max(word[i], other.word[i]);
}

void View::Join(const View& other) {
  JoinWords(other);
  for (int i = 0; i < kThreads; i++) clock[i] = std::max(clock[i], other.clock[i]);
}

int Memory::WordAt(const void* address, uint64_t value) {
  for (size_t i = 0; i < words_.size(); i++) {
    if (words_[i].address == address) return static_cast<int>(i);
  }
  Word word;
  word.address = address;
  word.order.push_back({value, {}, false});
  words_.push_back(word);
  return static_cast<int>(words_.size()) - 1;
}

void Memory::See(int thread, int word, int place, bool acquire) {
  Thread& self = threads_[thread];
  self.now.word[word] = static_cast<uint8_t>(place);
  self.read.Join(words_[word].order[place].view);
  if (acquire) self.now.Join(words_[word].order[place].view);
}

View Memory::Released(int thread, int word, int place, bool release) const {
  const Thread& self = threads_[thread];
  View view = release ? self.now : self.fenced;
  view.word[word] = std::max(view.word[word], static_cast<uint8_t>(place));
  return view;
}

uint64_t Memory::Load(int thread, int word, std::memory_order order) {
  Step(thread);
  const std::vector<Message>& messages = words_[word].order;
  const int oldest = threads_[thread].now.word[word];
  const int count = static_cast<int>(messages.size()) - oldest;
  // The newest first: the explorer meets the usual course of things before the odd ones.
  const int place = oldest + count - 1 - chooser_->Choose(count);
  See(thread, word, place, Acquires(order));
  return messages[place].value;
}

void Memory::Store(int thread, int word, uint64_t value, std::memory_order order) {
  Step(thread);
  const std::vector<Message>& messages = words_[word].order;
  std::vector<int> places;
  for (int place = static_cast<int>(messages.size()); place > threads_[thread].now.word[word]; place--) {
    if (place == static_cast<int>(messages.size()) || !messages[place].bound) places.push_back(place);
  }
  const int place = places[chooser_->Choose(static_cast<int>(places.size()))];
  Insert(word, place, {value, {}, false});
  threads_[thread].now.word[word] = static_cast<uint8_t>(place);
  words_[word].order[place].view = Released(thread, word, place, Releases(order));
}

int Memory::SeeToUpdate(int thread, int word) {
  Step(thread);
  const std::vector<Message>& messages = words_[word].order;
  std::vector<int> places;
  for (int place = static_cast<int>(messages.size()) - 1; place >= threads_[thread].now.word[word]; place--) {
    if (place + 1 == static_cast<int>(messages.size()) || !messages[place + 1].bound) places.push_back(place);
  }
  const int place = places[chooser_->Choose(static_cast<int>(places.size()))];
  See(thread, word, place, false);
  return place;
}

void Memory::Update(int thread, int word, int place, uint64_t value) {
  const View before = words_[word].order[place].view;
  Insert(word, place + 1, {value, {}, true});
  threads_[thread].now.word[word] = static_cast<uint8_t>(place + 1);
  Message& written = words_[word].order[place + 1];
  written.view = Released(thread, word, place + 1, false);
  // A release sequence goes through a read-modify-write.
  written.view.Join(before);
}

uint64_t Memory::Exchange(int thread, int word, uint64_t value) {
  const int place = SeeToUpdate(thread, word);
  const uint64_t old = words_[word].order[place].value;
  Update(thread, word, place, value);
  return old;
}

uint64_t Memory::FetchAdd(int thread, int word, uint64_t value) {
  const int place = SeeToUpdate(thread, word);
  const uint64_t old = words_[word].order[place].value;
  Update(thread, word, place, old + value);
  return old;
}

void Memory::Fence(int thread, std::memory_order order) {
  Step(thread);
  Thread& self = threads_[thread];
  self.now.Join(self.read);
  if (order == std::memory_order_seq_cst) {
    fences_.JoinWords(self.now);
    self.now.JoinWords(fences_);
  }
  self.fenced = self.now;
}

void Memory::Insert(int word, int place, const Message& message) {
  std::vector<Message>& messages = words_[word].order;
  messages.insert(messages.begin() + place, message);
  if (place + 1 == static_cast<int>(messages.size())) return;
  const auto shift = [&](View& view) {
    if (view.word[word] >= place) view.word[word]++;
  };
  for (Word& other : words_) {
    for (Message& one : other.order) shift(one.view);
  }
  for (Thread& thread : threads_) {
    shift(thread.now);
    shift(thread.read);
    shift(thread.fenced);
  }
  for (Bell& bell : bells_) shift(bell.view);
  shift(fences_);
}

bool Memory::ReadByte(int thread, int index) {
  Byte& byte = bytes_[index];
  const View& now = threads_[thread].now;
  byte.read[thread] = now.clock[thread];
  return byte.writer < 0 || byte.writer == thread || byte.written <= now.clock[byte.writer];
}

bool Memory::WriteByte(int thread, int index) {
  Byte& byte = bytes_[index];
  const View& now = threads_[thread].now;
  bool ordered = byte.writer < 0 || byte.writer == thread || byte.written <= now.clock[byte.writer];
  for (int other = 0; other < kThreads; other++) {
    if (other != thread && byte.read[other] > now.clock[other]) ordered = false;
  }
  byte.writer = thread;
  byte.written = now.clock[thread];
  return ordered;
}

void Memory::Ring(int thread, int bell) {
  Step(thread);
  bells_[bell].rung = true;
  bells_[bell].view.Join(threads_[thread].now);
  // What comes after is told apart from what came before.
  Step(thread);
}

void Memory::TakeBell(int thread, int bell) {
  bells_[bell].rung = false;
  threads_[thread].now.Join(bells_[bell].view);
  Step(thread);
}

void Memory::ForEachView(const std::function<void(const View&)>& see) const {
  for (const Word& word : words_) {
    for (const Message& message : word.order) see(message.view);
  }
  for (const Thread& thread : threads_) {
    see(thread.now);
    see(thread.read);
    see(thread.fenced);
  }
  see(fences_);
  for (const Bell& bell : bells_) see(bell.view);
}

// Two states that differ only in messages that nobody can see any more, or in how long the threads took, are one.
uint64_t Memory::Hash(uint64_t hash) const {
  int oldest[kMaxWords] = {};
  for (size_t i = 0; i < words_.size(); i++) {
    oldest[i] = std::min(threads_[0].now.word[i], threads_[1].now.word[i]);
  }
  // Only the order of instants matters: each is replaced by its rank.
  std::vector<uint16_t> instants[kThreads];
  ForEachView([&](const View& view) {
    for (int i = 0; i < kThreads; i++) instants[i].push_back(view.clock[i]);
  });
  for (const Byte& byte : bytes_) {
    if (byte.writer >= 0) instants[byte.writer].push_back(byte.written);
    for (int i = 0; i < kThreads; i++) instants[i].push_back(byte.read[i]);
  }
  for (std::vector<uint16_t>& some : instants) {
    std::sort(some.begin(), some.end());
    some.erase(std::unique(some.begin(), some.end()), some.end());
  }
  const auto rank = [&](int thread, uint16_t instant) {
    const std::vector<uint16_t>& some = instants[thread];
    return static_cast<uint64_t>(std::lower_bound(some.begin(), some.end(), instant) - some.begin());
  };
  const auto mix = [&](const View& view) {
    uint64_t words = 0;
    for (int i = 0; i < kMaxWords; i++) words = words << 8 | static_cast<uint8_t>(std::max(0, view.word[i] - oldest[i]));
    hash = Mix(hash, words);
    for (int i = 0; i < kThreads; i++) hash = Mix(hash, rank(i, view.clock[i]));
  };
  for (size_t i = 0; i < words_.size(); i++) {
    hash = Mix(hash, words_[i].order.size() - static_cast<size_t>(oldest[i]));
    for (size_t place = static_cast<size_t>(oldest[i]); place < words_[i].order.size(); place++) {
      const Message& message = words_[i].order[place];
      hash = Mix(Mix(hash, message.value), message.bound);
      mix(message.view);
    }
  }
  for (const Thread& thread : threads_) {
    mix(thread.now);
    mix(thread.read);
    mix(thread.fenced);
  }
  mix(fences_);
  for (const Bell& bell : bells_) {
    hash = Mix(hash, bell.rung);
    mix(bell.view);
  }
  for (const Byte& byte : bytes_) {
    hash = Mix(hash, byte.writer < 0 ? 0 : rank(byte.writer, byte.written) * kThreads + byte.writer + 1);
    for (int i = 0; i < kThreads; i++) hash = Mix(hash, rank(i, byte.read[i]));
  }
  return hash;
}

}  // namespace memlane::model
