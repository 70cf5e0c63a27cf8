// SPDX-License-Identifier: Apache-2.0
// The listening side with the addon.
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { closeAtExit, type Listener, type ListenOptions, TransportError } from '@memlane/transport';
import { listenLimits } from './limits.js';
import type { NativeAddon, NativeListener, NativeRendezvous, NativeStatus } from './native.js';
import { connectionOf } from './native-rendezvous.js';
import { isStatus, StatusCode, statusError } from './status.js';

/** Another process holds the lock but does not listen: it is about to, or about to end. */
const retryMs = 10;
const retries = 50;

export async function listenNative(
  addon: NativeAddon,
  path: string,
  address: string,
  options: ListenOptions,
): Promise<Listener> {
  const { ringBytes, handshakeTimeoutMs, allowUids, spinUs } = listenLimits(options);
  let onClosed = (): void => {};
  const closed = new Promise<void>((resolve) => {
    onClosed = resolve;
  });
  const onConnection = (rendezvous: NativeRendezvous): void => {
    options.onConnection(connectionOf(rendezvous, { address, spinUs }));
  };
  for (let attempt = 0; ; attempt++) {
    const outcome = addon.listen(path, ringBytes, handshakeTimeoutMs, allowUids, onConnection, onClosed);
    if (!isStatus(outcome)) return new ShmListener(outcome, address, closed);
    if (outcome.code !== StatusCode.again || attempt === retries) throw listenError(address, path, outcome);
    await delay(retryMs);
  }
}

function listenError(address: string, path: string, status: NativeStatus): TransportError {
  if (status.code === StatusCode.again || status.code === StatusCode.addressInUse) {
    return new TransportError(
      'address-in-use',
      `cannot listen at ${address}: another process listens there (${path})`,
    );
  }
  if (status.code === StatusCode.invalidAddress && status.errno === constants.errno.ENOENT) {
    const message = `cannot listen at ${address}: the directory ${dirname(path)} does not exist`;
    return new TransportError('invalid-address', message, { syscall: status.syscall, errno: status.errno });
  }
  return statusError(`cannot listen at ${address} (${path})`, status);
}

class ShmListener implements Listener {
  readonly address: string;
  readonly #native: NativeListener;
  readonly #closed: Promise<void>;
  readonly #forget: () => void;

  constructor(native: NativeListener, address: string, closed: Promise<void>) {
    this.#native = native;
    this.address = address;
    this.#closed = closed;
    this.#forget = closeAtExit(() => native.close());
  }

  ref(): void {
    this.#native.setRef(true);
  }

  unref(): void {
    this.#native.setRef(false);
  }

  close(): Promise<void> {
    this.#forget();
    this.#native.close();
    return this.#closed;
  }
}
