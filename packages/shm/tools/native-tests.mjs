// SPDX-License-Identifier: Apache-2.0
// Builds and runs the tests of the native core, each kind of build in a directory of its own:
//   node tools/native-tests.mjs --quick    what every change runs; under three minutes on two cores, compiling included
//   node tools/native-tests.mjs --deep     the full figures; hours
//   … plain | asan | tsan                  only this kind
//   … libfuzzer                            the fuzz targets under libFuzzer, where clang++ is installed
// Ends with `N passed, N failed`, added up from what the programs counted.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { nodeGyp } from './node-gyp.mjs';

const packageDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const deep = process.argv.includes('--deep');
const libfuzzerLimit = deep ? ['-runs=100000000'] : ['-max_total_time=30'];
const timeLimitMs = deep ? 24 * 3600_000 : 10 * 60_000;

// Stepping through instructions needs those of the core alone; a data race on purpose is no finding.
const builds = {
  plain: {
    variables: [],
    programs: [
      ['memlane_model_test', deep ? ['--deep'] : []],
      ['memlane_core_test', deep ? ['--deep'] : []],
    ],
  },
  asan: {
    variables: ['-Dmemlane_sanitize=address,undefined'],
    programs: [
      ['memlane_core_test', ['-single-stepped', ...(deep ? ['--deep'] : [])]],
      ['memlane_ring_fuzz', [`--runs=${deep ? 100_000_000 : 200_000}`]],
      ['memlane_broadcast_fuzz', [`--runs=${deep ? 100_000_000 : 200_000}`]],
      ['memlane_handshake_fuzz', [`--runs=${deep ? 100_000_000 : 200_000}`]],
    ],
  },
  tsan: {
    variables: ['-Dmemlane_sanitize=thread'],
    programs: [
      [
        'memlane_core_test',
        ['two threads', 'byte_ring_test', 'broadcast_ring_test', '-hostile', ...(deep ? ['--deep'] : [])],
      ],
    ],
  },
  libfuzzer: {
    variables: ['-Dmemlane_fuzz=1', '-Dmemlane_sanitize=address,undefined'],
    compiler: { CC: 'clang', CXX: 'clang++', LINK: 'clang++' },
    programs: [
      ['memlane_ring_fuzz', [...libfuzzerLimit, '-print_final_stats=1']],
      ['memlane_broadcast_fuzz', [...libfuzzerLimit, '-print_final_stats=1']],
      ['memlane_handshake_fuzz', [...libfuzzerLimit, '-print_final_stats=1']],
    ],
  },
};

// ThreadSanitizer wants its addresses where it expects them, which a kernel that randomizes much does not grant. Some
// containers forbid the wish.
const setarch = ['setarch', '-R'];
const withoutRandomAddresses = spawnSync('setarch', ['-R', 'true']).status === 0 ? setarch : [];

process.exitCode = main();

function main() {
  if (process.platform !== 'linux') {
    console.log('memlane: the native core is for Linux; its tests did not run on this platform');
    console.log('0 passed, 0 failed');
    return 0;
  }
  const named = Object.keys(builds).filter((name) => process.argv.includes(name));
  let passed = 0;
  let failed = 0;
  for (const name of named.length > 0 ? named : ['plain', 'asan', 'tsan']) {
    const began = performance.now();
    const counts = build(name)
      ? builds[name].programs.map((program) => run(name, ...program))
      : [{ passed: 0, failed: 1 }];
    for (const count of counts) {
      passed += count.passed;
      failed += count.failed;
    }
    console.log(`== ${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function directoryOf(name) {
  return join(packageDirectory, 'build-tests', name);
}

/** The package's sources are linked into the directory, so that node-gyp, which always builds in `build`, builds there. */
function build(name) {
  console.log(`== ${name}: building`);
  const { variables, compiler } = builds[name];
  const directory = directoryOf(name);
  mkdirSync(directory, { recursive: true });
  for (const source of ['binding.gyp', 'docs', 'native']) {
    const link = join(directory, source);
    rmSync(link, { force: true });
    symlinkSync(join('../..', source), link);
  }
  Object.assign(process.env, compiler);
  const built =
    nodeGyp(directory, ['configure', '--loglevel=warn', '--', '-Dmemlane_tests=1', ...variables]) === 0 &&
    nodeGyp(directory, ['build', '--loglevel=warn', `--jobs=${availableParallelism()}`]) === 0;
  for (const variable of Object.keys(compiler ?? {})) delete process.env[variable];
  if (!built) console.error(`memlane: the native tests could not be built (${name})`);
  return built;
}

/** Runs one program. @returns what it counted; one that ended without a count has failed */
function run(name, program, parameters) {
  const path = join(directoryOf(name), 'build/Release', program);
  console.log(`== ${name}: ${program} ${parameters.join(' ')}`);
  const command = [...withoutRandomAddresses, path];
  const result = spawnSync(command[0], [...command.slice(1), ...parameters], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: timeLimitMs,
    killSignal: 'SIGKILL',
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...process.env,
      ASAN_OPTIONS: 'detect_leaks=1',
      TSAN_OPTIONS: 'halt_on_error=1',
      UBSAN_OPTIONS: 'print_stacktrace=1',
    },
  });
  const { stdout } = result;
  const count = /^(\d+) passed, (\d+) failed$/m.exec(stdout);
  if (count !== null && (result.status === 0 || Number(count[2]) > 0)) {
    if (result.status !== 0) process.stdout.write(stdout);
    else console.log(count[0]);
    return { passed: Number(count[1]), failed: Number(count[2]) };
  }
  if (name === 'libfuzzer' && result.status === 0) return { passed: 1, failed: 0 };
  process.stdout.write(stdout);
  console.error(
    `\nmemlane: ${program} (${name}) ended with ${result.signal ?? result.error?.message ?? result.status} and no count`,
  );
  return { passed: (stdout.match(/: ok$/gm) ?? []).length, failed: 1 };
}
