// SPDX-License-Identifier: Apache-2.0
// What a listener that was killed left at its path: found out by connecting, removed without harm to a live one.
import { linkSync, lstatSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { TransportError } from './error.js';
import { socketError } from './socket-error.js';

/**
 * A socket refuses connections between bind() and listen(), too, for some microseconds. One younger than this is left to
 * the next listener.
 */
const leastAgeMs = 2000;

/** @throws TransportError "address-in-use" when somebody listens there, "invalid-address" when it is no socket */
export async function replaceDeadSocket(path: string, address: string): Promise<void> {
  const probed = lstat(path);
  if (probed === undefined) return;
  if (!probed.isSocket())
    throw new TransportError(
      'invalid-address',
      `cannot listen at ${address}: ${path} exists and is no socket`,
    );
  if (await isLive(path)) {
    throw new TransportError(
      'address-in-use',
      `cannot listen at ${address}: another process listens there (${path})`,
    );
  }
  try {
    await removeDead(path, probed);
  } catch (error) {
    throw socketError(`cannot replace the dead socket ${path}`, error as NodeJS.ErrnoException);
  }
}

/** Removes the socket at `path` if its listener is dead; anything else is left alone. Never rejects. */
export async function cleanDeadSocket(path: string): Promise<void> {
  try {
    const probed = lstat(path);
    if (probed?.isSocket() !== true || Math.abs(Date.now() - probed.mtimeMs) < leastAgeMs) return;
    if (!(await isLive(path))) await removeDead(path, probed);
  } catch {
    // Not ours to remove, or gone already: the next listener meets it.
  }
}

/** Moved aside first: when it lives after all, or another process has put its own there since, it is put back. */
async function removeDead(path: string, probed: Stats): Promise<void> {
  const aside = join(dirname(path), `.${process.pid.toString(36)}-${Math.random().toString(36).slice(2, 8)}`);
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    const moved = lstat(aside);
    if (moved !== undefined && (!isSame(moved, probed) || (await isLive(aside)))) linkSync(aside, path);
  } finally {
    unlinkSync(aside);
  }
}

function isSame(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.mtimeMs === b.mtimeMs;
}

function lstat(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Only a refusal says that nobody listens: a full queue, for one, is that of a live listener. */
function isLive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'),
    );
  });
}
