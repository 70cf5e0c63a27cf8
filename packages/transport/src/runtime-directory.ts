// SPDX-License-Identifier: Apache-2.0
// Where the sockets of names live: one directory for each user, checked before it is used.
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import process from 'node:process';
import { checkName, quote } from './address.js';
import { TransportError } from './error.js';

/** What `sun_path` holds on Linux, without the byte that ends it (unix(7)). */
export const maxSocketPathBytes = 107;

/** Write permission of group and others. */
const foreignWriteBits = 0o022;

/**
 * The user's own directory: `$MEMLANE_DIR`, else `$XDG_RUNTIME_DIR/memlane`, else `<tmpdir>/memlane-<uid>`. Made with mode
 * 0700 when it is not there.
 * @throws TransportError "permission-denied", naming the directory, when it is a symbolic link, belongs to another user,
 *   others may write to it or this user may not reach it; "system" when it cannot be made
 */
export function runtimeDirectory(): string {
  const directory = chosenDirectory();
  try {
    makeDirectory(directory);
    checkDirectory(directory);
  } catch (error) {
    throw error instanceof TransportError ? error : directoryError(directory, error as NodeJS.ErrnoException);
  }
  return directory;
}

/**
 * The path of the socket for `target`: an absolute path as it stands, a name in the user's directory.
 * @throws TransportError "invalid-address" when it is neither, or the path is too long for a socket; and what
 *   runtimeDirectory() throws
 */
export function resolveSocketPath(scheme: string, target: string): string {
  // The scheme goes first, so that no name of one scheme is the file of another.
  const path = isAbsolute(target)
    ? resolve(target)
    : join(runtimeDirectory(), `${scheme}-${checkName(scheme, target)}.sock`);
  const bytes = Buffer.byteLength(path);
  if (bytes > maxSocketPathBytes || path.includes('\0')) {
    throw new TransportError(
      'invalid-address',
      `socket path ${quote(path)} has ${bytes} bytes; a path without NUL of at most ${maxSocketPathBytes} is needed`,
    );
  }
  return path;
}

function chosenDirectory(): string {
  const { MEMLANE_DIR, XDG_RUNTIME_DIR } = process.env;
  if (MEMLANE_DIR) return resolve(MEMLANE_DIR);
  if (XDG_RUNTIME_DIR) return join(XDG_RUNTIME_DIR, 'memlane');
  return join(tmpdir(), `memlane-${process.getuid?.() ?? 'user'}`);
}

/**
 * As mkdirSync() with `recursive`, which never returns where a directory that is there says ENOENT to whoever makes one in
 * it, as /proc does.
 */
function makeDirectory(directory: string): void {
  try {
    makeUnlessThere(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    makeDirectory(dirname(directory));
    makeUnlessThere(directory);
  }
}

function makeUnlessThere(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function checkDirectory(directory: string): void {
  const info = lstatSync(directory);
  const uid = process.getuid?.();
  let fault: string | undefined;
  if (info.isSymbolicLink()) fault = 'is a symbolic link';
  else if (!info.isDirectory()) fault = 'is no directory';
  else if (uid !== undefined && info.uid !== uid) fault = `belongs to uid ${info.uid}, not to ${uid}`;
  else if (uid !== undefined && (info.mode & foreignWriteBits) !== 0)
    fault = `may be written by others (mode ${(info.mode & 0o777).toString(8)})`;
  if (fault !== undefined) {
    throw new TransportError('permission-denied', `directory ${quote(directory)} for sockets ${fault}`);
  }
}

function directoryError(directory: string, error: NodeJS.ErrnoException): TransportError {
  const { code, syscall, errno } = error;
  const isDenied = code === 'EACCES' || code === 'EPERM';
  return new TransportError(
    isDenied ? 'permission-denied' : 'system',
    `directory ${quote(directory)} for sockets cannot be ${syscall === 'mkdir' ? 'made' : 'read'} (${syscall}: ${code}); ` +
      'set MEMLANE_DIR to a directory of this user',
    { cause: error, syscall, errno: errno === undefined ? undefined : -errno },
  );
}
