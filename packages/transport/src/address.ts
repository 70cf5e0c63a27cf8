// SPDX-License-Identifier: Apache-2.0
// Addresses: `scheme:target`. Parses and checks them; resolves nothing.
import { TransportError } from './error.js';

/** A name that several transports resolve per user, such as `orders` in `shm:orders`. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export interface Address {
  readonly scheme: string;
  /** What follows the first colon. */
  readonly target: string;
}

/** @throws TransportError "invalid-address" */
export function parseAddress(address: string): Address {
  if (typeof address !== 'string') throw new TypeError(`address must be a string, not ${typeof address}`);
  const match = /^([a-z][a-z0-9+]*):(.*)$/s.exec(address);
  if (!match) {
    throw new TransportError(
      'invalid-address',
      `address ${quote(address)} has no scheme such as shm: or unix:`,
    );
  }
  const [, scheme = '', target = ''] = match;
  if (target === '')
    throw new TransportError('invalid-address', `address ${quote(address)} has nothing after the scheme`);
  return { scheme, target };
}

/** @throws TransportError "invalid-address" when `name` is not a name or, with `allowPath`, an absolute path */
export function checkName(scheme: string, name: string): string {
  if (!namePattern.test(name)) {
    throw new TransportError(
      'invalid-address',
      `name ${quote(name)} of a ${scheme}: address must match ${namePattern.source}`,
    );
  }
  return name;
}

/** Quotes a text for an error message, cut at 120 characters. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
