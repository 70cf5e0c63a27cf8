// SPDX-License-Identifier: Apache-2.0
// Native refusals as CommunicatorErrors.
import { getSystemErrorName } from 'node:util';
import {
  BroadcastCode,
  type BroadcastFailure,
  maxReaders,
  maxRegions,
  minRegionBytes,
} from '@memlane/shm/broadcast';
import { CommunicatorError, type CommunicatorErrorCode } from './error.js';

/** What a refusal was an answer to. */
export interface Attempt {
  readonly name: string;
  readonly capacity: number;
  readonly path: string;
  /** Of reading and of writing, where they matter. */
  readonly positions?: readonly [number, number];
}

const text = (count: number): string => count.toLocaleString('en-US');
const by = (pid: number): string =>
  pid === 0 ? '' : pid === process.pid ? ' by this process' : ` by process ${pid}`;

const kinds: Record<
  number,
  readonly [CommunicatorErrorCode, (failure: BroadcastFailure, attempt: Attempt) => string]
> = {
  [BroadcastCode.capacityMismatch]: [
    'capacity-mismatch',
    ({ capacity }, attempt) =>
      `capacity of ${text(attempt.capacity)} bytes differs from the ${text(capacity)} bytes that other processes use`,
  ],
  [BroadcastCode.overlap]: [
    'overlapping-regions',
    ({ position, size, pid }, { positions = [] }) => {
      const within = positions.find((own) => own > position && own < position + size);
      return within === undefined
        ? `a position is less than ${minRegionBytes} bytes away from position ${position}, used${by(pid)}`
        : `position ${within} lies within the region of ${text(size)} bytes at position ${position}, used${by(pid)}`;
    },
  ],
  [BroadcastCode.writerExists]: [
    'writer-exists',
    ({ position, pid }) => `position ${position} is already written${by(pid)}`,
  ],
  [BroadcastCode.tooManyReaders]: [
    'too-many-readers',
    ({ position }) => `position ${position} already has ${maxReaders} readers`,
  ],
  [BroadcastCode.tooManyRegions]: ['too-many-regions', () => `${maxRegions} positions are already in use`],
  [BroadcastCode.corrupt]: [
    'corrupt',
    (_, { path }) => `${JSON.stringify(path)} holds what no communicator writes`,
  ],
  [BroadcastCode.busy]: [
    'busy',
    (_, { path }) =>
      `another process has held the lock of ${JSON.stringify(path)} for too long: one that uses this name was stopped; ` +
      'let it go on, or end it',
  ],
  [BroadcastCode.beingMade]: [
    'busy',
    (_, { path }) =>
      `another process has been making ${JSON.stringify(path)} for too long: it was stopped, or the disk is slow; ` +
      'let it go on, or end it',
  ],
  [BroadcastCode.permissionDenied]: [
    'permission-denied',
    (_, { path }) =>
      `${JSON.stringify(path)} belongs to another user, others may open it, or it has a second name`,
  ],
  [BroadcastCode.invalidAddress]: [
    'permission-denied',
    (_, { path }) => `${JSON.stringify(path)} is a symbolic link or no file`,
  ],
  [BroadcastCode.resourceExhausted]: [
    'resource-exhausted',
    () => 'no memory, descriptors, threads or room on the disk are left',
  ],
};

export function failureError(failure: BroadcastFailure, attempt: Attempt): CommunicatorError {
  const [code, say] = kinds[failure.code] ?? ['system', () => 'a system call failed'];
  const { syscall, errno } = failure;
  const call = syscall === undefined || errno === 0 ? '' : ` (${syscall}: ${getSystemErrorName(-errno)})`;
  const isAboutRegion =
    code === 'overlapping-regions' || code === 'writer-exists' || code === 'too-many-readers';
  return new CommunicatorError(code, `communicator "${attempt.name}": ${say(failure, attempt)}${call}`, {
    syscall,
    errno: errno === 0 ? undefined : errno,
    position: isAboutRegion ? failure.position : undefined,
    pid: isAboutRegion && failure.pid !== 0 ? failure.pid : undefined,
  });
}
