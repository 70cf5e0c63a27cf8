// SPDX-License-Identifier: Apache-2.0
// The calling end of a connection: opens streams, keeps those above the server's limit in line, takes their answers.

import type { Connection } from '@memlane/transport';
import { CallLine } from './call-line.js';
import { type CallRequest, encodeAhead, type Waiting, wireTimeout } from './call-request.js';
import { ClientStream, type ClientStreamHost, cancelledCode } from './client-stream.js';
import { encodeInto } from './encoding.js';
import { ProtocolError } from './error.js';
import { type Frame, FrameFlag, FrameType, frameHeaderBytes, maxFramePayloadBytes } from './frame.js';
import { HeldEvents } from './held-events.js';
import type { LargeMessage } from './large-message.js';
import { type MetadataEntry, metadataBlockBytes } from './metadata-block.js';
import { appendMetadata, readMetadata } from './metadata-frame.js';
import { MethodTable } from './method-table.js';
import { Session, type SessionOptions } from './session.js';
import type { ClientStreamHandler, Stream, StreamFailure } from './stream.js';
import { isLaterStream, nextStreamId } from './stream-id.js';

export interface ClientSessionOptions extends SessionOptions {
  /** The server takes no new calls on this session; running ones finish. */
  onDraining?(): void;
  /** The session is over; every stream has failed before. */
  onEnd?(error: Error | undefined): void;
}

export class ClientSession extends Session<ClientStream> implements ClientStreamHost {
  /** For waitForStream(). */
  readonly held = new HeldEvents();
  readonly #options: ClientSessionOptions;
  readonly #methods = new MethodTable();
  /** Calls that wait for a place among the server's streams, oldest first. */
  readonly #waiting = new CallLine();
  #lastId = 0;
  #opened: { resolve(): void; reject(error: Error): void } | undefined;
  readonly #whenOpen: Promise<void>;

  private constructor(connection: Connection, options: ClientSessionOptions) {
    super(connection, options);
    this.#options = options;
    this.#whenOpen = new Promise((resolve, reject) => {
      this.#opened = { resolve, reject };
    });
    this.begin();
  }

  /**
   * Opens a session over a connection, which it owns from here on.
   * @throws ProtocolError "bad-preface", "version-mismatch", "timeout" or "closed"
   */
  static async open(connection: Connection, options: ClientSessionOptions): Promise<ClientSession> {
    // Bundlers rename a class that names itself.
    const session = new this(connection, options);
    await session.#whenOpen;
    return session;
  }

  /**
   * Opens a stream. It waits in line while the server's limit of streams is reached.
   * @throws ProtocolError "closed" or "goaway" when the session takes no calls, "limit-exceeded" when the path is
   *   longer than 1,024 bytes or the 4,097th of the session, or the metadata is larger than the server takes;
   *   "reentered" inside the encoding of another message; whatever the encoder throws. No call is sent then.
   */
  call<T>(request: CallRequest<T>, handler: ClientStreamHandler): ClientStream {
    if (this.state !== 'open') {
      throw this.state === 'draining'
        ? new ProtocolError('goaway', 'the session takes no new calls')
        : new ProtocolError('closed', 'the session is closed');
    }
    this.outbox.encoding.check();
    const { metadata } = request;
    if (metadata !== undefined) this.#checkMetadata(metadata);
    const method = this.#methods.intern(request.path, this.outbox);
    const stream = new ClientStream(this, handler, request.single !== undefined);
    if (this.#waiting.size === 0 && this.#hasPlace()) {
      this.#start(stream, method, request, request.timeoutMs, request.single?.bytes);
      return stream;
    }
    const { single } = request;
    this.#waiting.push({
      stream,
      request,
      method,
      bytes: single && (single.bytes ?? encodeAhead(this.outbox, single.encoder, single.message)),
      since: performance.now(),
    });
    return stream;
  }

  /** Calls that wait for a place. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** A call goes out now: the server takes one more stream, and it reads. One that waits can still be taken back. */
  #hasPlace(): boolean {
    const { outbox, streams } = this;
    if (streams.size >= this.peerMaxStreams || outbox.encoding.start !== 0) return false;
    return !outbox.blocked || !this.congested;
  }

  override readable(): void {
    // Older events first.
    if (this.held.active) this.held.deliver();
    super.readable();
  }

  override messageTooLarge(stream: Stream, bytes: number): void {
    this.#abandon(stream as ClientStream, {
      reason: 'message-too-large',
      message: `a message of ${bytes} bytes exceeds maxReceiveMessageBytes (${this.limits.maxReceiveMessageBytes})`,
      published: true,
    });
  }

  /** For ClientStream. */
  metadataTooLarge(stream: ClientStream): void {
    this.#abandon(stream, {
      reason: 'metadata-too-large',
      message: `the response's metadata exceeds maxMetadataBytes (${this.limits.maxMetadataBytes})`,
      published: true,
    });
  }

  /** For ClientStream. */
  cancelStream(stream: ClientStream, code: number): void {
    stream.end();
    if (stream.id === 0) {
      this.#waiting.ended();
      return;
    }
    if (this.state !== 'closed') {
      this.outbox.control(stream.id, FrameType.CANCEL, code, 0);
      this.touch();
    }
    this.removeStream(stream);
  }

  /** For ClientStream: the stream is over; the next in line takes its place. */
  removeStream(stream: ClientStream): void {
    stream.end();
    this.output.drop(stream);
    this.streams.delete(stream.id);
    if (this.#waiting.size > 0) this.onRoom();
    if (this.state === 'draining' && this.streams.size === 0) this.closeWhenIdle();
  }

  /** For ClientStream: the metadata block at `at`; undefined when it passes the limit. */
  readMetadata(frame: Frame, at: number): { entries: readonly MetadataEntry[]; end: number } | undefined {
    return readMetadata(frame, at, this.limits.maxMetadataBytes);
  }

  protected override get idle(): boolean {
    return this.streams.size === 0 && this.#waiting.size === 0;
  }

  /** Also while draining: calls made before the session was asked to close run; a GOAWAY has failed those in line. */
  protected override onRoom(): void {
    while (this.#waiting.size > 0 && this.#hasPlace() && this.state !== 'closed') {
      this.#startWaiting(this.#waiting.shift() as Waiting);
    }
  }

  protected override onOpen(): void {
    this.#opened?.resolve();
    this.#opened = undefined;
  }

  protected override onFrame(frame: Frame): void {
    switch (frame.type) {
      case FrameType.STATUS:
      case FrameType.MESSAGE:
      case FrameType.CALL: {
        const stream = this.streams.get(frame.streamId);
        if (stream === undefined) this.checkKnown(frame);
        else stream.frame(frame);
        return;
      }
      case FrameType.GOAWAY:
        this.#goaway(frame);
        return;
      default:
        throw new ProtocolError('bad-frame', `a server must not send frames of type ${frame.type}`);
    }
  }

  /** The server opens no streams. */
  protected override get lastAcceptedId(): number {
    return 0;
  }

  protected override checkKnown(frame: Frame): void {
    // Ids grow; one not yet given out cannot be late.
    if (isLaterStream(frame.streamId, this.#lastId) || frame.streamId === 0) {
      throw new ProtocolError(
        'bad-state',
        `a frame of type ${frame.type} for stream ${frame.streamId}, which was never opened`,
      );
    }
  }

  protected override failStream(stream: ClientStream, failure: StreamFailure): void {
    stream.clientHandler.failed(failure);
  }

  protected override onEnd(error: Error | undefined): void {
    const waiting = this.#waiting.takeAll();
    for (const { stream } of waiting)
      this.#failUnpublished(stream, 'connection-lost', error?.message ?? 'the session ended');
    this.#opened?.reject(
      error ?? new ProtocolError('closed', 'the peer closed the connection before its preface'),
    );
    this.#opened = undefined;
    this.#options.onEnd?.(error);
  }

  #goaway(frame: Frame): void {
    const text = Buffer.from(frame.buffer.subarray(frame.start, frame.end)).toString('utf8');
    this.startDraining();
    const waiting = this.#waiting.takeAll();
    const unseen = this.streams.values().filter((stream) => isLaterStream(stream.id, frame.streamId));
    this.#options.onDraining?.();
    for (const { stream } of waiting) this.#failUnpublished(stream, 'goaway', text);
    for (const stream of unseen) {
      this.streams.delete(stream.id);
      this.#failUnpublished(stream, 'goaway', text);
    }
    if (this.streams.size === 0) this.closeWhenIdle();
  }

  #failUnpublished(stream: ClientStream, reason: StreamFailure['reason'], message: string): void {
    if (stream.ended) return;
    stream.end();
    stream.clientHandler.failed({ reason, message, published: false });
  }

  #abandon(stream: ClientStream, failure: StreamFailure): void {
    this.cancelStream(stream, cancelledCode);
    stream.clientHandler.failed(failure);
  }

  #checkMetadata(metadata: readonly MetadataEntry[]): void {
    const bytes = metadataBlockBytes(metadata);
    if (bytes > this.peerMaxMetadataBytes) {
      throw new ProtocolError(
        'limit-exceeded',
        `metadata of ${bytes} bytes exceeds the server's maxMetadataBytes (${this.peerMaxMetadataBytes})`,
      );
    }
  }

  #startWaiting(waiting: Waiting): void {
    const { request } = waiting;
    const waited = performance.now() - waiting.since;
    // A deadline that has passed in line is the caller's to notice; the server gets the least timeout.
    const timeoutMs = request.timeoutMs === 0 ? 0 : Math.max(1, request.timeoutMs - waited);
    this.#start(waiting.stream, waiting.method, request, timeoutMs, waiting.bytes);
  }

  /** Puts the CALL frame, with the single message where it fits, into the batch. */
  #start(
    stream: ClientStream,
    method: number,
    request: CallRequest,
    timeoutMs: number,
    encoded: Uint8Array | undefined,
  ): void {
    const { outbox } = this;
    const { metadata, single } = request;
    const start = outbox.begin(metadata === undefined ? 0 : 4 + metadataBlockBytes(metadata));
    let flags = 0;
    if (metadata !== undefined && metadata.length > 0) {
      flags |= FrameFlag.METADATA;
      appendMetadata(outbox, metadata, start);
    }
    let large: LargeMessage | undefined;
    if (single !== undefined) {
      const { writer } = outbox;
      const messageStart = writer.pos;
      if (encoded !== undefined) outbox.append(encoded, 0, encoded.length);
      else {
        encodeInto(outbox, start, single.encoder, single.message);
        // A getter of the message may have closed the session; its batch goes nowhere.
        if (this.state === 'closed') throw new ProtocolError('closed', 'the session is closed');
      }
      if (writer.pos - start - frameHeaderBytes <= maxFramePayloadBytes)
        flags |= FrameFlag.MESSAGE | FrameFlag.END;
      else large = outbox.take(messageStart);
    }
    const id = nextStreamId(this.#lastId, this.streams);
    this.#lastId = id;
    outbox.end(start, id, FrameType.CALL, flags, method, wireTimeout(timeoutMs));
    stream.openedAt = outbox.position;
    stream.opened(id);
    this.streams.add(stream);
    if (large !== undefined) stream.sendLast(large);
    this.touch();
  }
}
