// SPDX-License-Identifier: Apache-2.0
// The connecting side with the addon.
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection, ConnectOptions } from '@memlane/transport';
import { connectLimits } from './limits.js';
import type { NativeAddon, NativeRendezvous, NativeStatus } from './native.js';
import { connectionOf } from './native-rendezvous.js';
import { StatusCode, statusError } from './status.js';

/** How long a client waits before it tries again when the listener's queue is full. */
const retryMs = 5;

/**
 * When to look whether the peer left its socket behind: the kernel may close the connection of a process that was killed
 * before it lets go of the lock.
 */
const staleLooksMs = [0, 20, 200];

/** What this process may lack, while the socket would still do. */
const memoryFailures: ReadonlySet<number> = new Set([
  StatusCode.resourceExhausted,
  StatusCode.unsupported,
  StatusCode.system,
]);

export async function connectNative(
  addon: NativeAddon,
  path: string,
  address: string,
  options: ConnectOptions,
): Promise<Connection> {
  const { ringBytes, handshakeTimeoutMs, allowUids, spinUs } = connectLimits(options);
  const onPeerEnd = (): void => {
    for (const ms of staleLooksMs) setTimeout(() => addon.removeStaleSocket(path), ms).unref();
  };
  const attempt = (withMemory: boolean): Promise<NativeRendezvous | NativeStatus> =>
    untilAborted(
      (done) => addon.connect(path, ringBytes, handshakeTimeoutMs, allowUids, withMemory, done),
      options.signal,
    );

  const end = performance.now() + handshakeTimeoutMs;
  let outcome = await attempt(true);
  while ('code' in outcome && outcome.code === StatusCode.again && performance.now() < end) {
    await delay(retryMs, undefined, { signal: options.signal });
    outcome = await attempt(true);
  }
  let ownReason: string | undefined;
  if ('code' in outcome && memoryFailures.has(outcome.code)) {
    ownReason = statusError('no shared memory', outcome).message;
    const failure = outcome;
    outcome = await attempt(false);
    if ('code' in outcome) throw statusError(`cannot connect to ${address}`, failure);
  }
  if ('code' in outcome) throw statusError(`cannot connect to ${address}`, outcome);
  return connectionOf(outcome, { address, spinUs, ownReason, onPeerEnd });
}

type Done = (status: NativeStatus | undefined, rendezvous: NativeRendezvous | undefined) => void;

/** Runs a handshake. When `signal` aborts it first, the promise rejects at once and what still comes is closed. */
function untilAborted(
  begin: (done: Done) => NativeStatus | undefined,
  signal: AbortSignal | undefined,
): Promise<NativeRendezvous | NativeStatus> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (outcome: NativeRendezvous | NativeStatus): void => {
      signal?.removeEventListener('abort', onAbort);
      if (signal?.aborted && !('code' in outcome)) connectionOf(outcome, { address: '', spinUs: 0 }).close();
      resolve(outcome);
    };
    const failure = begin((status, rendezvous) =>
      settle((status ?? rendezvous) as NativeRendezvous | NativeStatus),
    );
    if (failure !== undefined) settle(failure);
  });
}
