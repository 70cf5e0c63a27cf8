// SPDX-License-Identifier: Apache-2.0
// Who a process is to its peer.
import { randomBytes } from 'node:crypto';
import { Side } from './gen/chat.js';

/** One speaking process. A value. */
export interface Identity {
  readonly side: Side;
  /** Random, new with each process. */
  readonly instance: string;
  readonly pid: number;
}

export function createIdentity(side: Side): Identity {
  return { side, instance: randomBytes(12).toString('base64url'), pid: process.pid };
}

/** The side that `side` talks to. */
export function otherSide(side: Side): Side {
  return side === Side.CONSOLE ? Side.WINDOW : Side.CONSOLE;
}

/** `the window`: how a side is named in messages. */
export function sideName(side: Side): string {
  return side === Side.CONSOLE ? 'the console' : 'the window';
}
