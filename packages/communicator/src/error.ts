// SPDX-License-Identifier: Apache-2.0
// The one error class of the communicator and its closed set of codes.

/**
 * What went wrong, and what the caller should do. Arguments of a wrong type are a `TypeError` instead.
 *
 * | code | cause | do |
 * |---|---|---|
 * | `invalid-name` | the name has a slash or another character that names cannot have | correct the name |
 * | `invalid-capacity` | the capacity is no integer from 16 B to 1 GiB | correct the capacity |
 * | `invalid-position` | no integer, or fewer than 16 bytes from there to the end of the capacity | correct the position |
 * | `overlapping-regions` | the position lies within a region that another process uses, or the two regions touch | use the same positions, swapped, in all processes |
 * | `capacity-mismatch` | another process has the file open with another capacity | use one capacity |
 * | `writer-exists` | another communicator writes at this position | stop it, or write elsewhere |
 * | `too-many-readers` | 32 communicators read at this position | stop one |
 * | `too-many-regions` | 16 positions of this file are in use | use another name |
 * | `message-too-large` | a message exceeds `maxMessageBytes`, or for `tryWrite` the region | send less, raise the limit, or use `write` |
 * | `already-started` | a position was set after the first `startReader`, `write` or `tryWrite` | set it before |
 * | `disposed` | used after `dispose`, or disposed while a write waited | make a new communicator |
 * | `corrupt` | the file holds what no communicator writes | end all processes that use the name, or remove the file |
 * | `busy` | a process was stopped while it had the file's lock, and it has had it for a second | let it go on, or end it |
 * | `permission-denied` | the directory or the file is not this user's alone, or the file is a link | fix owner and mode |
 * | `resource-exhausted` | no memory, descriptors, threads, or room on the disk | free some |
 * | `unsupported` | there is no native addon here | see the platforms |
 * | `system` | a system call failed; see `syscall` and `errno` | see the message |
 */
export type CommunicatorErrorCode =
  | 'invalid-name'
  | 'invalid-capacity'
  | 'invalid-position'
  | 'overlapping-regions'
  | 'capacity-mismatch'
  | 'writer-exists'
  | 'too-many-readers'
  | 'too-many-regions'
  | 'message-too-large'
  | 'already-started'
  | 'disposed'
  | 'corrupt'
  | 'busy'
  | 'permission-denied'
  | 'resource-exhausted'
  | 'unsupported'
  | 'system';

export interface CommunicatorErrorDetails {
  cause?: unknown;
  /** Name of the failed system call, when the operating system spoke. */
  syscall?: string | undefined;
  /** Positive errno of that call. */
  errno?: number | undefined;
  /** Position of the region that the error is about. */
  position?: number | undefined;
  /** The other process, as far as it is known. */
  pid?: number | undefined;
}

/** Every failure of a communicator but wrong types. `code` is stable; the message is for people. */
export class CommunicatorError extends Error {
  override readonly name = 'CommunicatorError';
  readonly code: CommunicatorErrorCode;
  readonly syscall: string | undefined;
  readonly errno: number | undefined;
  readonly position: number | undefined;
  readonly pid: number | undefined;

  constructor(code: CommunicatorErrorCode, message: string, details: CommunicatorErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.syscall = details.syscall;
    this.errno = details.errno;
    this.position = details.position;
    this.pid = details.pid;
  }
}

/** Whoever disposes knows it; nobody need listen to every write for that. */
export function forgive(promise: Promise<void>, error: CommunicatorError): void {
  if (error.code === 'disposed') promise.catch(() => {});
}
