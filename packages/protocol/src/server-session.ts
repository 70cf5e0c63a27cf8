// SPDX-License-Identifier: Apache-2.0
// The answering end of a connection: takes streams, hands them to the layer above, sends their answers.
import type { Connection } from '@memlane/transport';
import { encodeInto } from './encoding.js';
import { ProtocolError } from './error.js';
import {
  type Frame,
  FrameFlag,
  FrameType,
  frameHeaderBytes,
  GoawayCode,
  maxFramePayloadBytes,
  maxMethods,
  maxPathBytes,
  maxStatusTextBytes,
} from './frame.js';
import type { LargeMessage } from './large-message.js';
import { type MetadataEntry, metadataBlockBytes } from './metadata-block.js';
import { appendMetadata, readMetadata } from './metadata-frame.js';
import type { Outbox } from './outbox.js';
import { type FinishRequest, ServerStream, type ServerStreamHost } from './server-stream.js';
import { Session, type SessionOptions } from './session.js';
import type { ServerStreamHandler, Stream, StreamFailure } from './stream.js';
import { isLaterStream } from './stream-id.js';

/** The status code of gRPC that the session itself gives. */
const resourceExhausted = 8;

export interface ServerSessionOptions<M> extends SessionOptions {
  /** Resolves a path once per connection; the result comes with every call of it. */
  resolve(path: string): M;
  /** A call has come in; its messages follow. */
  call(
    stream: ServerStream,
    method: M,
    metadata: readonly MetadataEntry[] | undefined,
    timeoutMs: number,
  ): ServerStreamHandler;
  onEnd?(error: Error | undefined): void;
  /** After onEnd(): what was answered needs this process no more, or the client does not take it. */
  onClosed?(): void;
}

export class ServerSession<M = unknown> extends Session<ServerStream> implements ServerStreamHost {
  readonly #options: ServerSessionOptions<M>;
  readonly #methods: M[] = [];
  #lastId = 0;
  #goneAway = false;

  constructor(connection: Connection, options: ServerSessionOptions<M>) {
    super(connection, options);
    this.#options = options;
    this.begin();
  }

  /** Takes no new calls from here on, tells the client so, and closes when the running ones are done. Idempotent. */
  drain(text = 'the server is shutting down'): void {
    if (this.#goneAway || this.state === 'closed') return;
    this.#goneAway = true;
    this.sendGoaway(this.#lastId, GoawayCode.SHUTDOWN, text);
    this.closeWhenIdle();
  }

  /** What takes the events of the streams that run now. */
  handlers(): ServerStreamHandler[] {
    return this.streams
      .values()
      .filter((stream) => stream.attached && !stream.ended)
      .map((stream) => stream.serverHandler);
  }

  override messageTooLarge(stream: Stream, bytes: number): void {
    const text = `a message of ${bytes} bytes exceeds maxReceiveMessageBytes (${this.limits.maxReceiveMessageBytes})`;
    const serverStream = stream as ServerStream;
    serverStream.abort(resourceExhausted, text);
    serverStream.serverHandler.failed({ reason: 'message-too-large', message: text, published: true });
  }

  /** For ServerStream. @throws ProtocolError "limit-exceeded" */
  checkMetadata(metadata: readonly MetadataEntry[]): void {
    const bytes = metadataBlockBytes(metadata);
    if (bytes > this.peerMaxMetadataBytes) {
      throw new ProtocolError(
        'limit-exceeded',
        `metadata of ${bytes} bytes exceeds the client's maxMetadataBytes (${this.peerMaxMetadataBytes})`,
      );
    }
  }

  /**
   * For ServerStream: puts the STATUS frame into the batch and ends the stream. When its message does not fit into one
   * frame: nothing of that, but the encoded message.
   */
  status(stream: ServerStream, request: FinishRequest): LargeMessage | undefined {
    const { outbox } = this;
    const { trailers, single } = request;
    const hold = outbox.blocked && this.congested;
    const start = outbox.begin(0);
    let flags: number = FrameFlag.END;
    const textBytes = request.text === '' ? 0 : appendText(outbox, request.text, start);
    if (trailers !== undefined && trailers.length > 0) {
      flags |= FrameFlag.METADATA;
      appendMetadata(outbox, trailers, start);
    }
    if (single !== undefined) {
      flags |= FrameFlag.MESSAGE;
      const message = outbox.writer.pos;
      encodeInto(outbox, start, single.encoder, single.message);
      // A getter of the message has ended the session.
      if (stream.ended) {
        outbox.abort(start);
        return undefined;
      }
      if (outbox.writer.pos - start - frameHeaderBytes > maxFramePayloadBytes) {
        const large = outbox.take(message);
        outbox.abort(start);
        return large;
      }
    }
    outbox.end(start, stream.id, FrameType.STATUS, flags, request.code, textBytes);
    if (hold) {
      // Over for the layer above; but it counts as running until the client reads, who could open any number otherwise.
      stream.end();
      this.output.hold(stream, start, () => this.removeStream(stream));
    } else this.removeStream(stream);
    this.touch();
    return undefined;
  }

  /** For ServerStream: puts initial metadata into the batch. @throws ProtocolError "limit-exceeded" */
  headers(stream: ServerStream, metadata: readonly MetadataEntry[]): void {
    this.checkMetadata(metadata);
    const { outbox } = this;
    const hold = outbox.blocked && this.congested;
    const start = outbox.begin(0);
    appendMetadata(outbox, metadata, start);
    outbox.end(start, stream.id, FrameType.CALL, FrameFlag.METADATA, 0, 0);
    if (hold) this.output.hold(stream, start, undefined);
    this.touch();
  }

  /** For ServerStream. */
  removeStream(stream: ServerStream): void {
    stream.end();
    this.output.drop(stream);
    this.streams.delete(stream.id);
    if (this.state === 'draining') this.touch();
  }

  protected override onOpen(): void {}

  protected override onRoom(): void {}

  protected override onFrame(frame: Frame): void {
    switch (frame.type) {
      case FrameType.CALL:
        this.#call(frame);
        return;
      case FrameType.MESSAGE:
      case FrameType.CANCEL: {
        const stream = this.streams.get(frame.streamId);
        if (stream === undefined) this.checkKnown(frame);
        else stream.frame(frame);
        return;
      }
      case FrameType.DEFINE:
        this.#define(frame);
        return;
      case FrameType.GOAWAY:
        // The client says why it is about to close; its end of the connection follows.
        return;
      default:
        throw new ProtocolError('bad-frame', `a client must not send frames of type ${frame.type}`);
    }
  }

  protected override get lastAcceptedId(): number {
    return this.#lastId;
  }

  protected override checkKnown(frame: Frame): void {
    if (isLaterStream(frame.streamId, this.#lastId) || frame.streamId === 0) {
      throw new ProtocolError(
        'bad-state',
        `a frame of type ${frame.type} for stream ${frame.streamId}, which was never opened`,
      );
    }
  }

  protected override failStream(stream: ServerStream, failure: StreamFailure): void {
    stream.fail(failure);
  }

  protected override onEnd(error: Error | undefined): void {
    this.#options.onEnd?.(error);
  }

  protected override onClosed(): void {
    this.#options.onClosed?.();
  }

  #define(frame: Frame): void {
    const bytes = frame.end - frame.start;
    if (frame.code !== this.#methods.length) {
      throw new ProtocolError('bad-frame', `method ${frame.code} defined, ${this.#methods.length} expected`);
    }
    if (this.#methods.length >= maxMethods) {
      throw new ProtocolError('limit-exceeded', `more than ${maxMethods} methods defined`);
    }
    if (bytes > maxPathBytes) {
      throw new ProtocolError('limit-exceeded', `a method path of ${bytes} bytes exceeds ${maxPathBytes}`);
    }
    const path = Buffer.from(frame.buffer.subarray(frame.start, frame.end)).toString('utf8');
    this.#methods.push(this.#options.resolve(path));
  }

  #call(frame: Frame): void {
    const { streamId } = frame;
    if (streamId === 0 || this.streams.has(streamId) || !isLaterStream(streamId, this.#lastId)) {
      throw new ProtocolError('bad-state', `stream ${streamId} opened twice or out of order`);
    }
    if (frame.code >= this.#methods.length) {
      throw new ProtocolError('bad-frame', `a call of method ${frame.code}, which was never defined`);
    }
    // The GOAWAY has told the client already that this call is not begun; its frames count as late ones.
    this.#lastId = streamId;
    if (this.#goneAway) return;
    const stream = new ServerStream(this, streamId);
    this.streams.add(stream);
    if (this.streams.size > this.limits.maxStreams) {
      if (this.congested) {
        // An answer would wait with the others; a client that keeps to the limit never gets here.
        this.streams.delete(streamId);
        throw new ProtocolError(
          'limit-exceeded',
          `more than maxStreams (${this.limits.maxStreams}) streams of a client that does not read`,
        );
      }
      stream.abort(resourceExhausted, `more than maxStreams (${this.limits.maxStreams}) running streams`);
      return;
    }
    let at = frame.start;
    let metadata: readonly MetadataEntry[] | undefined;
    if ((frame.flags & FrameFlag.METADATA) !== 0) {
      const read = readMetadata(frame, at, this.limits.maxMetadataBytes);
      if (read === undefined) {
        stream.abort(
          resourceExhausted,
          `the call's metadata exceeds maxMetadataBytes (${this.limits.maxMetadataBytes})`,
        );
        return;
      }
      metadata = read.entries;
      at = read.end;
    }
    this.#deliver(stream, frame, at, metadata);
  }

  #deliver(
    stream: ServerStream,
    frame: Frame,
    at: number,
    metadata: readonly MetadataEntry[] | undefined,
  ): void {
    const hasMessage = (frame.flags & FrameFlag.MESSAGE) !== 0;
    const messageBytes = frame.end - at;
    if (hasMessage && messageBytes > this.limits.maxReceiveMessageBytes) {
      stream.abort(
        resourceExhausted,
        `a message of ${messageBytes} bytes exceeds maxReceiveMessageBytes (${this.limits.maxReceiveMessageBytes})`,
      );
      return;
    }
    stream.attach(this.#options.call(stream, this.#methods[frame.code] as M, metadata, frame.extra));
    if (hasMessage && !stream.ended) stream.serverHandler.message(frame.buffer, at, frame.end, 0);
    if ((frame.flags & FrameFlag.END) !== 0 && !stream.ended) stream.markHalfClosed();
  }
}

/** Appends the text to the frame begun at `start`; before that, it makes sure that it is one. */
function appendText(outbox: Outbox, text: string, start: number): number {
  if (typeof text !== 'string') {
    outbox.abort(start);
    throw new TypeError(`the text of a status must be a string, not ${typeof text}`);
  }
  const bytes = Buffer.from(text);
  let length = Math.min(bytes.length, maxStatusTextBytes);
  // Not in the middle of a character: back over continuation bytes.
  if (length < bytes.length) while (length > 0 && ((bytes[length] as number) & 0xc0) === 0x80) length--;
  outbox.append(bytes, 0, length);
  return length;
}
