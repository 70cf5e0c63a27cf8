// SPDX-License-Identifier: Apache-2.0
// What the peers over a channel of whole messages say: Node's child process channel and MessagePort.
import { type AnyRecord, jsonForm, mapForm, type RecordForm } from '../../record.js';
import type { Usage } from '../contract.js';

/** Bytes, or base64 where the channel carries JSON only. */
export type Data = Uint8Array | string;

export type Request =
  | { readonly id: number; readonly text: string }
  | { readonly id: number; readonly data: Data }
  | { readonly id: number; readonly record: AnyRecord }
  | { readonly id: number; readonly count: number }
  | { readonly id: number; readonly usage: true };

export type Answer =
  | { readonly id: number; readonly text: string }
  | { readonly id: number; readonly data: Data }
  | { readonly id: number; readonly record: AnyRecord }
  /** One message of a stream. */
  | { readonly id: number; readonly item: string }
  | { readonly id: number; readonly end: true }
  | { readonly id: number; readonly usage: Usage }
  | { readonly id: number; readonly error: string };

/** How a blob and a record travel. */
export interface DataForm {
  readonly record: RecordForm;
  pack(bytes: Uint8Array): Data;
  unpack(data: Data): Uint8Array;
}

export const asBytes: DataForm = {
  record: mapForm,
  pack: (bytes) => bytes,
  unpack: (data) => data as Uint8Array,
};

export const asBase64: DataForm = {
  record: jsonForm,
  pack: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  unpack: (data) => Buffer.from(data as string, 'base64'),
};
