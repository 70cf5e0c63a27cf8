// SPDX-License-Identifier: Apache-2.0
// What the layer above gives for encoding: a writer whose buffer is the outgoing batch.

/**
 * The part of protobufjs's `Writer` that the batch uses, so that messages are encoded in place. `view` is that
 * writer's cached view of `buf`; whoever replaces `buf` clears it.
 */
export interface BatchWriter {
  buf: Uint8Array;
  pos: number;
  view?: DataView | null;
}
