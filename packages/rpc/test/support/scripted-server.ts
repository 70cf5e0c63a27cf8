// SPDX-License-Identifier: Apache-2.0
// A server without a thread: a connection that can be waited for, where each wait() plays the next step of a script. So
// what arrives while a caller blocks, and in which order, is up to the test.
import {
  defaultLimits,
  encodePreface,
  FrameFlag,
  FrameType,
  frameHeaderBytes,
  paddedLength,
  prefaceBytes,
  type SessionLimits,
} from '@memlane/protocol';
import {
  type Connection,
  type ConnectionHandler,
  type ConnectionStats,
  createTransportRegistry,
  TransportError,
  type TransportRegistry,
  type WaitOutcome,
} from '@memlane/transport';
import { Text } from './text-service.js';

/** What the client sent. */
export interface Sent {
  readonly streamId: number;
  readonly type: number;
  readonly flags: number;
  readonly code: number;
  readonly extra: number;
  readonly payload: Buffer;
}

/** Whatever it returns that is no outcome counts as "happened". */
type Step = () => unknown;

export class ScriptedServer implements Connection {
  readonly address = 'scripted:server';
  readonly peer = undefined;
  isOwnPeer = false;
  medium: ConnectionStats['medium'] = 'shared-memory';
  fallbackReason: string | undefined;
  /** Bytes that write() takes before it says that there is no room. */
  room = Number.POSITIVE_INFINITY;
  /** Timeouts that wait() was called with. */
  readonly waits: number[] = [];
  isClosed = false;
  readonly #steps: Step[] = [];
  #incoming: Buffer;
  #outgoing = Buffer.alloc(0);
  #handler: ConnectionHandler | undefined;

  constructor(limits: Partial<SessionLimits> = {}) {
    this.#incoming = Buffer.from(encodePreface({ ...defaultLimits, ...limits }));
  }

  /** Plays `step` in the next wait() that has none. Without a step a wait() fails the test. */
  onWait(step: Step): this {
    this.#steps.push(step);
    return this;
  }

  /** Transports whose only server this is. */
  get transports(): TransportRegistry {
    return createTransportRegistry([
      {
        scheme: 'scripted',
        connect: () => this.#connect(),
        listen: () => Promise.reject(new Error('not here')),
      },
    ]);
  }

  /** Once: what comes back after a loss would be another connection. */
  async #connect(): Promise<Connection> {
    if (this.#handler !== undefined)
      throw new TransportError('not-found', 'the script has no second connection');
    return this;
  }

  /** Every frame that the client sent so far. */
  get sent(): Sent[] {
    const frames: Sent[] = [];
    for (let at = prefaceBytes; at + frameHeaderBytes <= this.#outgoing.length; ) {
      const length = this.#outgoing.readUInt32LE(at);
      const start = at + frameHeaderBytes;
      frames.push({
        streamId: this.#outgoing.readUInt32LE(at + 4),
        type: this.#outgoing.readUInt8(at + 8),
        flags: this.#outgoing.readUInt8(at + 9),
        code: this.#outgoing.readUInt16LE(at + 10),
        extra: this.#outgoing.readUInt32LE(at + 12),
        payload: this.#outgoing.subarray(start, start + length),
      });
      at = start + paddedLength(length);
    }
    return frames;
  }

  /** Ids of the streams that the client opened, in order. */
  get calls(): number[] {
    return this.sent.filter(({ type }) => type === FrameType.CALL).map(({ streamId }) => streamId);
  }

  frame(
    streamId: number,
    type: number,
    fields: { flags?: number; code?: number; extra?: number; payload?: Uint8Array } = {},
  ): this {
    const { flags = 0, code = 0, extra = 0, payload = Buffer.alloc(0) } = fields;
    const bytes = Buffer.alloc(frameHeaderBytes + paddedLength(payload.length));
    bytes.writeUInt32LE(payload.length, 0);
    bytes.writeUInt32LE(streamId, 4);
    bytes.writeUInt8(type, 8);
    bytes.writeUInt8(flags, 9);
    bytes.writeUInt16LE(code, 10);
    bytes.writeUInt32LE(extra, 12);
    bytes.set(payload, frameHeaderBytes);
    this.#incoming = Buffer.concat([this.#incoming, bytes]);
    return this;
  }

  /** Initial metadata, none of it. */
  headers(streamId: number): this {
    return this.frame(streamId, FrameType.CALL, { flags: FrameFlag.METADATA, payload: Buffer.alloc(8) });
  }

  message(streamId: number, text: string): this {
    return this.frame(streamId, FrameType.MESSAGE, { flags: FrameFlag.MESSAGE, payload: textBytes(text) });
  }

  /** OK with a response. */
  answer(streamId: number, text: string): this {
    const flags = FrameFlag.END | FrameFlag.MESSAGE;
    return this.frame(streamId, FrameType.STATUS, { flags, payload: textBytes(text) });
  }

  status(streamId: number, code: number, text: string): this {
    const payload = Buffer.from(text);
    return this.frame(streamId, FrameType.STATUS, {
      flags: FrameFlag.END,
      code,
      extra: payload.length,
      payload,
    });
  }

  goaway(lastStreamId: number): this {
    return this.frame(lastStreamId, FrameType.GOAWAY, { payload: Buffer.from('going') });
  }

  /** Tells the client, as a turn of the event loop does. */
  turn(): void {
    this.#handler?.readable();
  }

  /** The peer is gone, as the event loop tells it. */
  end(error?: TransportError): void {
    this.#handler?.closed(error);
  }

  // Connection

  wait: ((timeoutMs: number) => WaitOutcome) | undefined = (timeoutMs) => {
    this.waits.push(timeoutMs);
    const step = this.#steps.shift();
    if (step === undefined) throw new Error('the script has no step for this wait()');
    const outcome = step();
    return outcome === 'timeout' || outcome === 'ended' ? outcome : 'happened';
  };

  start(handler: ConnectionHandler): void {
    this.#handler = handler;
    setImmediate(() => handler.readable());
  }

  write(bytes: Uint8Array, offset: number, length: number): number {
    const taken = Math.min(length, this.room);
    this.room -= taken;
    this.#outgoing = Buffer.concat([this.#outgoing, bytes.subarray(offset, offset + taken)]);
    return taken;
  }

  read(into: Uint8Array, offset: number, length: number): number {
    const taken = this.#incoming.subarray(0, length);
    into.set(taken, offset);
    this.#incoming = this.#incoming.subarray(taken.length);
    return taken.length;
  }

  ref(): void {}
  unref(): void {}

  stats(): ConnectionStats {
    const { medium, fallbackReason } = this;
    return { medium, fallbackReason, bytesWritten: 0, bytesRead: 0, doorbellsSent: 0, doorbellsReceived: 0 };
  }

  close(): void {
    this.isClosed = true;
  }
}

function textBytes(text: string): Uint8Array {
  return Text.toBinary({ text });
}
