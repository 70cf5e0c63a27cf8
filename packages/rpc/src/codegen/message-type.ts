// SPDX-License-Identifier: Apache-2.0
// What a generated message is to the layers below it: a codec with a name. Holds no state.
import type { Reader, Writer } from 'protobufjs/minimal.js';

export type { Reader, Writer };

/**
 * The codec of one protobuf message. `T` is the message as it comes out (defaults filled in), `I` the shape
 * accepted on the way in (every field optional).
 */
export interface MessageType<T = unknown, I = Partial<T>> {
  /** Full protobuf name without a leading dot: `greeter.HelloRequest`. */
  readonly typeName: string;
  /** A complete message: the fields of `init`, proto defaults for the rest. Arrays and maps are copied, bytes are not. */
  create(init?: I): T;
  /**
   * Appends the fields of `message` at the writer's position; no length prefix. Writes nothing else. `depth` is the
   * number of messages around this one.
   * @throws TypeError or RangeError naming the field when a value is of the wrong type or range
   */
  encode(message: I, writer: Writer, depth?: number): void;
  /**
   * Reads fields from the reader's position to the absolute position `end` of its buffer. `bytes` fields are
   * copies: the message never points into the reader's buffer. Only one that is more than half of a large message that a
   * call has received keeps that message's memory, which nobody else has. With `into`, the fields are merged into that message.
   * @throws DecodeError when the bytes are not a valid message or nest deeper than 100 levels
   */
  decode(reader: Reader, end: number, depth?: number, into?: T): T;
  /** encode() into a fresh array owned by the caller. */
  toBinary(message: I): Uint8Array;
  /** decode() of a whole array. */
  fromBinary(bytes: Uint8Array): T;
}
