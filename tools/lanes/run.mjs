// SPDX-License-Identifier: Apache-2.0
// Runs lanes one after another and adds up what they counted.
import process from 'node:process';

/** `names` of some of the lanes; empty means all. @returns the exit code */
export async function runLanes(lanes, names) {
  const unknown = names.filter((name) => !lanes.some((lane) => lane.name === name));
  if (unknown.length > 0) {
    console.error(`no lane ${unknown.join(', ')}; there are: ${lanes.map((lane) => lane.name).join(', ')}`);
    return 2;
  }
  const chosen = names.length === 0 ? lanes : lanes.filter((lane) => names.includes(lane.name));
  const total = { passed: 0, failed: 0 };
  const summary = [];
  for (const lane of chosen) {
    console.log(`\n=== ${lane.name} ===`);
    const begun = performance.now();
    const { passed, failed, notRun } = await lane.run();
    total.passed += passed;
    total.failed += failed;
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    summary.push(
      notRun === undefined
        ? `${lane.name}: ${passed} passed, ${failed} failed (${seconds} s)`
        : `${lane.name}: NOT RUN: ${notRun}`,
    );
  }
  console.log(`\n${summary.join('\n')}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/** The numbers of a last line "N passed, N failed"; undefined when there is none. */
export function countsOf(output) {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  const match = /^(\d+) passed, (\d+) failed/.exec(last);
  return match === null ? undefined : { passed: Number(match[1]), failed: Number(match[2]) };
}

export function isRequired(variable) {
  return process.env[variable] === '1';
}
