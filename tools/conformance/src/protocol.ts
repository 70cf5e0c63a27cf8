// SPDX-License-Identifier: Apache-2.0
// The messages between runner and testee, as far as the testee needs them, and how they are framed on a pipe.
import { readSync, writeSync } from 'node:fs';
import type { MessageType } from '@memlane/rpc/codegen';

export interface Request {
  readonly payload:
    | { readonly case: 'protobufPayload'; readonly value: Uint8Array }
    | { readonly case: 'jsonPayload' | 'jspbPayload' | 'textPayload'; readonly value: string }
    | { readonly case: undefined };
  readonly requestedOutputFormat: number;
  readonly messageType: string;
}

export interface Response {
  readonly result:
    | { readonly case: 'parseError' | 'serializeError' | 'runtimeError' | 'skipped'; readonly value: string }
    | { readonly case: 'protobufPayload'; readonly value: Uint8Array };
}

/** What the generated code exports, loaded at run time because it is not committed. */
export interface Generated {
  readonly ConformanceRequest: MessageType<Request, unknown>;
  readonly ConformanceResponse: MessageType<unknown, Response>;
  readonly FailureSet: MessageType<unknown, object>;
  readonly TestAllTypesProto3: MessageType<unknown, unknown>;
}

/** The next message on standard input, which begins with its length; undefined at the end. */
export function readFrame(): Uint8Array | undefined {
  const head = readExactly(4);
  return head === undefined ? undefined : readExactly(Buffer.from(head).readUInt32LE());
}

export function writeFrame(bytes: Uint8Array): void {
  const frame = Buffer.alloc(4 + bytes.length);
  frame.writeUInt32LE(bytes.length);
  frame.set(bytes, 4);
  for (let sent = 0; sent < frame.length; ) sent += writeSync(1, frame, sent);
}

function readExactly(length: number): Uint8Array | undefined {
  const bytes = Buffer.alloc(length);
  for (let got = 0; got < length; ) {
    const count = readSync(0, bytes, got, length - got, null);
    if (count === 0) {
      if (got === 0) return undefined;
      throw new Error(`standard input ended after ${got} of ${length} bytes`);
    }
    got += count;
  }
  return bytes;
}
