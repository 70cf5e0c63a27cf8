// SPDX-License-Identifier: Apache-2.0
// What this process has used so far.
import type { Usage } from '../peers/contract.js';

export function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuUs: user + system, peakRssBytes: process.resourceUsage().maxRSS * 1024 };
}
