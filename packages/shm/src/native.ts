// SPDX-License-Identifier: Apache-2.0
// The addon as TypeScript sees it, and how it is found. Raw: nothing here words errors or checks arguments.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { NativeBroadcast } from './native-broadcast.js';

/** Outcome of a native operation that failed: the number of a kind (status.ts), and the system call behind it. */
export interface NativeStatus {
  readonly code: number;
  readonly syscall: string | undefined;
  /** 0 when no system call spoke. */
  readonly errno: number;
}

export interface NativeConnection {
  /** `events` are the bits of `NativeEvent`; `code` is the kind of a fault with `closed`, else 0. */
  start(onEvent: (events: number, code: number) => void): void;
  write(bytes: Uint8Array, offset: number, length: number): number;
  read(into: Uint8Array, offset: number, length: number): number;
  fill(into: Uint8Array, offset: number, length: number): number;
  /** Bytes written that the peer has yet to read. */
  unread(): number;
  /** 0 when the time passed, 1 when something happened, 2 at the end, the kind of a fault below 0. */
  wait(timeoutMs: number): number;
  /** True when this thread holds the serving end. */
  isOwnPeer(): boolean;
  setRef(ref: boolean): void;
  /** Spin for at most so many microseconds before sleeping, when that pays; 0, the default, never. */
  setSpin(limitUs: number): void;
  /** Bytes written, bytes read, doorbells sent, doorbells received. */
  stats(): [number, number, number, number];
  close(): void;
}

export const NativeEvent = { readable: 1, writable: 2, closed: 4 } as const;

/** A finished handshake: either `connection` or `fd`, a connected socket that the receiver owns. */
export interface NativeRendezvous {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  readonly connection?: NativeConnection | undefined;
  readonly fd?: number;
  /** 1: the client did not offer shared memory; 2: the server could not make it. */
  readonly fallback?: number;
  readonly memoryStatus?: NativeStatus;
}

export interface NativeListener {
  setRef(ref: boolean): void;
  close(): void;
}

export interface NativeAddon {
  listen(
    path: string,
    maxRingBytes: number,
    handshakeTimeoutMs: number,
    allowUids: readonly number[],
    onConnection: (rendezvous: NativeRendezvous) => void,
    onClosed: () => void,
  ): NativeListener | NativeStatus;
  connect(
    path: string,
    ringBytes: number,
    handshakeTimeoutMs: number,
    allowUids: readonly number[],
    withMemory: boolean,
    done: (status: NativeStatus | undefined, rendezvous: NativeRendezvous | undefined) => void,
  ): NativeStatus | undefined;
  removeStaleSocket(path: string): void;
  createBroadcast(path: string, capacity: number, onEvent: (events: number) => void): NativeBroadcast;
}

export interface LoadedAddon {
  readonly addon: NativeAddon | undefined;
  /** Why there is none. */
  readonly reason: string | undefined;
}

let loaded: LoadedAddon | undefined;

/** Loads the addon once for this thread. `MEMLANE_NO_NATIVE=1` in the environment goes without it. */
export function loadAddon(): LoadedAddon {
  loaded ??= load();
  return loaded;
}

function load(): LoadedAddon {
  if (process.env.MEMLANE_NO_NATIVE === '1')
    return { addon: undefined, reason: 'MEMLANE_NO_NATIVE=1 is set' };
  if (process.platform !== 'linux')
    return { addon: undefined, reason: `no native addon for ${process.platform}` };
  return loadFrom(import.meta.url);
}

const bundled = 'a bundler must leave @memlane/shm external';

/** Loads the addon that belongs to the module at `url`: undefined in a bundle that is no ES module. */
export function loadFrom(url: string | undefined): LoadedAddon {
  if (url === undefined)
    return {
      addon: undefined,
      reason: `the native addon cannot be found from a CommonJS bundle: ${bundled}`,
    };
  const path = fileURLToPath(new URL('../build/Release/memlane_shm.node', url));
  if (!existsSync(path)) {
    return {
      addon: undefined,
      reason: `the native addon is not at ${path}: it was not compiled (npm rebuild @memlane/shm), or ${bundled}`,
    };
  }
  try {
    return { addon: createRequire(url)(path) as NativeAddon, reason: undefined };
  } catch (error) {
    return {
      addon: undefined,
      reason: `the native addon at ${path} does not load: ${(error as Error).message}`,
    };
  }
}
