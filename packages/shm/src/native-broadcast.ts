// SPDX-License-Identifier: Apache-2.0
// The broadcast file of the addon as TypeScript sees it: one mapped file, one reader and one writer in it. Raw: nothing
// here words errors or checks arguments. docs/memory-layout.md describes what lies in the file.
import type { NativeStatus } from './native.js';

/** Why something was refused, and what is in the way: `code` is a number of `BroadcastCode`. */
export interface BroadcastFailure extends NativeStatus {
  /** Where the region in the way begins. */
  readonly position: number;
  /** Its bytes; 0 while nobody has written into it. */
  readonly size: number;
  /** Of the other process, as it said itself; 0 when unknown. */
  readonly pid: number;
  /** Of the file, when another one was asked for. */
  readonly capacity: number;
}

/** What `read` and the writes return instead of a number of bytes. */
export const BroadcastResult = { nextIsPiece: -1, fault: -2 } as const;

/** Bits that `onEvent` gets. */
export const BroadcastEvent = { readable: 1, writable: 2 } as const;

/**
 * A record is a head of two little-endian 32-bit words, then bytes: the number of these bytes with bit 31 set where a
 * message begins, and the bytes of the message that follow in later records.
 */
export const recordHeaderBytes = 8;
export const recordFirst = 0x8000_0000;

/** Bytes that a region must have at least, and a capacity at most. */
export const minRegionBytes = 16;
export const maxCapacity = 2 ** 30;
export const maxReaders = 32;
export const maxRegions = 16;

export interface NativeBroadcast {
  /**
   * First: opens the file, or makes it. Again after `busy` and `beingMade`, and after `again`: a large file is made in
   * steps. Once it is open, it does nothing.
   */
  open(): BroadcastFailure | undefined;
  /**
   * How long each call may wait for the file's lock before it fails with `busy`, in ms; 1 at first. Once one has waited in
   * vain, the next ones only look.
   */
  setPatience(ms: number): void;
  /** Once, before the others. */
  use(readPosition: number, writePosition: number): BroadcastFailure | undefined;
  /** Begins to deliver `readable`, again and again while bytes wait that `read` has not freed. */
  join(): BroadcastFailure | undefined;
  leave(consumed: number): void;
  /** Bytes that passed before the next record of this reader; after `leave`, where it ended. */
  head(): number;
  /** Frees `consumed` bytes of what was read last, then copies records with whole messages. 0: none wait. */
  read(into: Uint8Array, consumed: number): number;
  /** After `nextIsPiece`: bytes of the record, bytes of its message that follow, whether it begins the message. */
  nextPiece(): [length: number, rest: number, first: boolean] | undefined;
  /** Copies the bytes of that record and frees it. */
  takePiece(into: Uint8Array, offset: number): void;
  /** The bytes of the region. */
  claimWriter(): number | BroadcastFailure;
  /** Takes whole records; when not all, `writable` follows. */
  writeRecords(records: Uint8Array, length: number): number;
  /** Takes bytes of the message from `done` on; when not all, `writable` follows. */
  writePieces(message: Uint8Array, done: number): number;
  /** 1 when the message is out, 0 when there is no room. */
  tryMessage(message: Uint8Array): number;
  /** Whether a reader, or a write that waits, keeps the event loop alive. */
  setAlive(alive: boolean): void;
  close(): void;
}
