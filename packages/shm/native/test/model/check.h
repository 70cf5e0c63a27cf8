// SPDX-License-Identifier: Apache-2.0
// What a ring's model test asks of its programs: that they hold, and that they do not once an order is weakened.
#pragma once

#include <algorithm>
#include <vector>

#include "test/model/explorer.h"
#include "test/test.h"

namespace memlane::model {

using Make = Explorer::Program* (*)();

// Far beyond what is needed: the search ends by itself.
constexpr uint64_t kMaxCourses = 500'000'000;

inline Verdict Check(Make make, const Weakening& weakening) {
  const Verdict verdict = Explorer::Explore(make, weakening, kMaxCourses);
  if (weakening.line == 0) {
    fprintf(stderr, "  %llu states, %llu courses%s%s\n", static_cast<unsigned long long>(verdict.states),
            static_cast<unsigned long long>(verdict.courses), verdict.holds ? "" : ": ", verdict.why.c_str());
  }
  return verdict;
}

inline void CheckHolds(Make make) {
  const Verdict verdict = Check(make, {});
  CHECK(verdict.holds);
  CHECK(verdict.complete);
  CHECK(verdict.states > 1000);
}

// The places of the source that order something, as far as the programs come to them.
inline std::vector<Site> SitesOf(const std::vector<Make>& programs) {
  std::vector<Site> sites;
  for (const Make make : programs) {
    for (const Site& site : Check(make, {}).sites) {
      if (std::find(sites.begin(), sites.end(), site) == sites.end()) sites.push_back(site);
    }
  }
  return sites;
}

// True when some program shows that the weakening breaks the ring.
inline bool IsNoticed(const std::vector<Make>& programs, const Weakening& weakening) {
  for (const Make make : programs) {
    if (!Check(make, weakening).holds) return true;
  }
  fprintf(stderr, "  not noticed: line %u\n", weakening.line);
  return false;
}

}  // namespace memlane::model
