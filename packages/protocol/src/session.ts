// SPDX-License-Identifier: Apache-2.0
// What both ends of a connection share: prefaces, the batch and its flush, dispatch, liveness and the end. Streams are
// opened and ended by client-session.ts and server-session.ts.
import type { Connection, ConnectionHandler, TransportError } from '@memlane/transport';
import type { BatchWriter } from './batch-writer.js';
import { ProtocolError } from './error.js';
import { type Frame, FrameType, GoawayCode } from './frame.js';
import { Inbox, type InboxHandler } from './inbox.js';
import { maxMetadataBlockBytes, resolveLimits, type SessionLimits } from './limits.js';
import type { MessageSender } from './message-sender.js';
import { Outbox } from './outbox.js';
import { Output } from './output.js';
import { encodePreface, type Preface } from './preface.js';
import type { Stream, StreamFailure, StreamHost } from './stream.js';
import { StreamTable } from './stream-table.js';

export interface SessionOptions {
  readonly limits?: Partial<SessionLimits> | undefined;
  /** A new protobufjs `Writer`, or anything like it; the session owns it. */
  readonly writer: BatchWriter;
}

/** "opening" until the peer's preface is here → "open" → "draining" after GOAWAY → "closed". Never goes back. */
export type SessionState = 'opening' | 'open' | 'draining' | 'closed';

export abstract class Session<S extends Stream> implements StreamHost, ConnectionHandler, InboxHandler {
  readonly connection: Connection;
  readonly limits: SessionLimits;
  readonly outbox: Outbox;
  peerCreditBytes = 0;
  peerMaxStreams = 0;
  peerMaxMetadataBytes = 0;
  protected readonly streams = new StreamTable<S>();
  protected readonly output: Output;
  readonly #inbox: Inbox;
  readonly #handshakeTimer: NodeJS.Timeout;
  #state: SessionState = 'opening';
  #flushScheduled = false;
  #closeWhenIdle = false;
  readonly #flushTick = () => this.#flushTurn();
  /** The pieces in line go on in a later turn of the event loop. */
  #nextPieces: NodeJS.Immediate | undefined;
  readonly #piecesTick = () => {
    this.#nextPieces = undefined;
    this.#flushTurn();
    this.output.endTurn(this.#inbox.smallMessages);
  };
  #pings = new Map<number, (roundTrip: boolean) => void>();
  #nextPing = 0;

  constructor(connection: Connection, options: SessionOptions) {
    this.connection = connection;
    this.limits = resolveLimits(options.limits);
    this.outbox = new Outbox(connection, options.writer);
    this.output = new Output(this.outbox, connection);
    this.#inbox = new Inbox(connection, this);
    this.#handshakeTimer = setTimeout(() => {
      this.fail(
        new ProtocolError(
          'timeout',
          `no preface from ${connection.address} within ${this.limits.handshakeTimeoutMs} ms`,
        ),
      );
    }, this.limits.handshakeTimeoutMs);
    const preface = encodePreface(this.limits);
    this.outbox.append(preface, 0, preface.length);
  }

  /** Begins delivery; called once by the subclass when it is whole. */
  protected begin(): void {
    this.connection.start(this);
    this.outbox.flush();
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Streams that run now. */
  get running(): number {
    return this.streams.size;
  }

  /** Sends a PING; resolves true when its PONG is here, false when the session ended before. */
  ping(): Promise<boolean> {
    if (this.#state === 'closed') return Promise.resolve(false);
    this.#nextPing = (this.#nextPing + 1) >>> 0;
    const id = this.#nextPing;
    this.outbox.control(0, FrameType.PING, 0, id);
    this.touch();
    return new Promise((resolve) => this.#pings.set(id, resolve));
  }

  /** Ends the session at once: what is in the batch still goes out, running streams fail. Idempotent. */
  close(): void {
    this.finish(undefined, 'the session was closed', 'session-closed');
  }

  /** Ends the session once no stream runs and everything is handed to the connection. Idempotent. */
  closeWhenIdle(): void {
    this.#closeWhenIdle = true;
    this.startDraining();
    this.touch();
  }

  // ConnectionHandler

  readable(): void {
    if (this.#state === 'closed') return;
    try {
      this.#inbox.drain();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.fail(error);
    }
  }

  writable(): void {
    if (this.#state !== 'closed') this.#flushTurn();
  }

  /** As the end of the turn: hands over what is in the batch and all that is in line. */
  flushNow(): void {
    while (this.#state !== 'closed' && this.#push());
  }

  closed(error: TransportError | undefined): void {
    this.finish(error, error?.message ?? 'the peer closed the connection or is gone', 'connection-lost');
    this.onClosed();
  }

  // InboxHandler

  preface(preface: Preface): void {
    clearTimeout(this.#handshakeTimer);
    this.peerCreditBytes = preface.initialCreditBytes;
    this.peerMaxStreams = preface.maxStreams;
    // More than a frame holds is more than can be sent, whatever the peer takes.
    this.peerMaxMetadataBytes = Math.min(preface.maxMetadataBytes, maxMetadataBlockBytes);
    if (this.#state === 'opening') this.#state = 'open';
    this.onOpen();
  }

  place({ type, streamId }: Frame, length: number) {
    return type === FrameType.MESSAGE ? this.streams.get(streamId)?.placeFor(length) : undefined;
  }

  between(): void {
    // Answers and credit so far need not wait for the rest of what has come in.
    if (this.outbox.pendingBytes > 0 && !this.outbox.blocked) this.outbox.flush();
  }

  frame(frame: Frame): void {
    switch (frame.type) {
      case FrameType.CREDIT: {
        const stream = this.streams.get(frame.streamId);
        if (stream === undefined) this.checkKnown(frame);
        else if (!stream.ended && !stream.addCredit(frame.extra)) {
          const text = `credit of stream ${frame.streamId} passes 2^31 - 1 bytes`;
          throw new ProtocolError('credit-exceeded', text);
        }
        return;
      }
      case FrameType.PING:
        this.output.pong(frame.extra);
        this.touch();
        return;
      case FrameType.PONG: {
        const resolve = this.#pings.get(frame.extra);
        this.#pings.delete(frame.extra);
        resolve?.(true);
        return;
      }
      default:
        this.onFrame(frame);
    }
  }

  // StreamHost

  touch(): void {
    if (this.outbox.full) this.outbox.flushEarly();
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    // After the running callback and every promise reaction it set off: one publish carries all of them.
    process.nextTick(this.#flushTick);
  }

  ready(sender: MessageSender): void {
    this.output.ready(sender);
    this.touch();
  }

  awaitFlush(sender: MessageSender): void {
    this.output.awaitFlush(sender);
  }

  get congested(): boolean {
    return this.output.congested;
  }

  grant(stream: Stream, bytes: number): void {
    if (this.#state === 'closed') return;
    this.output.credit(stream, bytes);
    this.touch();
  }

  abstract messageTooLarge(stream: Stream, bytes: number): void;

  // For the subclasses

  protected abstract onOpen(): void;
  /** The peer has read what there was for it: what waited for that may go on. */
  protected abstract onRoom(): void;
  protected abstract onFrame(frame: Frame): void;
  protected abstract failStream(stream: S, failure: StreamFailure): void;
  /** Called once, after every stream has failed. */
  protected abstract onEnd(error: Error | undefined): void;
  /** Called once after onEnd(): the connection needs this process no more. */
  protected onClosed(): void {}
  /** The newest stream of the peer that was taken, for GOAWAY: what is behind it was not begun. */
  protected abstract get lastAcceptedId(): number;
  /** Throws "bad-state" unless the frame can be a late one of a stream that is over. */
  protected abstract checkKnown(frame: Frame): void;

  /** Nothing runs and nothing waits to run. */
  protected get idle(): boolean {
    return this.streams.size === 0;
  }

  protected startDraining(): void {
    if (this.#state === 'open' || this.#state === 'opening') this.#state = 'draining';
  }

  protected sendGoaway(lastStreamId: number, code: number, text: string): void {
    const start = this.outbox.begin(0);
    const bytes = Buffer.from(text);
    this.outbox.append(bytes, 0, Math.min(bytes.length, 1024));
    this.outbox.end(start, lastStreamId, FrameType.GOAWAY, 0, code, 0);
    this.touch();
  }

  /** Ends the session because the peer broke the protocol or did not speak it. */
  protected fail(error: ProtocolError): void {
    if (this.#state === 'closed') return;
    if (this.#state !== 'opening') {
      this.sendGoaway(
        this.lastAcceptedId,
        error.code === 'limit-exceeded' ? GoawayCode.LIMIT_EXCEEDED : GoawayCode.PROTOCOL_ERROR,
        error.message,
      );
    }
    this.finish(error, error.message, 'connection-lost');
  }

  protected finish(error: Error | undefined, message: string, reason: StreamFailure['reason']): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    clearTimeout(this.#handshakeTimer);
    clearImmediate(this.#nextPieces);
    this.#inbox.stop();
    this.outbox.flush();
    const { flushedPosition } = this.outbox;
    this.connection.close();
    const streams = this.streams.values();
    this.streams.clear();
    this.output.clear();
    for (const stream of streams) {
      if (stream.ended) continue;
      stream.end();
      this.failStream(stream, { reason, message, published: flushedPosition >= stream.openedAt });
    }
    for (const resolve of this.#pings.values()) resolve(false);
    this.#pings.clear();
    this.onEnd(error);
  }

  #flushTurn(): void {
    this.#flushScheduled = false;
    if (this.#state === 'closed') return;
    this.outbox.endTurn();
    if (this.#push()) this.#nextPieces ??= setImmediate(this.#piecesTick);
  }

  /**
   * Hands over the batch, what was held back, and pieces in turn, until there is nothing left, the connection is full, or
   * the pieces have had their share of the turn: true only then.
   */
  #push(): boolean {
    const { outbox, output } = this;
    if (!output.settle()) return false;
    this.onRoom();
    const emptied = output.pieces(this.#inbox.smallMessages);
    if (outbox.blocked || !outbox.flush()) return false;
    if (!emptied) return true;
    if (this.#closeWhenIdle && this.idle) this.close();
    return false;
  }
}
