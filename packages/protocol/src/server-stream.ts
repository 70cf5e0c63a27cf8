// SPDX-License-Identifier: Apache-2.0
// One call as the answering end of a connection has it: what may come when, and what may be sent when.
import { ProtocolError } from './error.js';
import { type Frame, FrameFlag, FrameType } from './frame.js';
import type { LargeMessage } from './large-message.js';
import type { Encoder } from './message-sender.js';
import type { MetadataEntry } from './metadata-block.js';
import {
  type ServerStreamHandler,
  Stream,
  type StreamFailure,
  type StreamHandler,
  type StreamHost,
} from './stream.js';

/** What a stream needs of its session. */
export interface ServerStreamHost extends StreamHost {
  /** @throws ProtocolError "limit-exceeded" when the metadata pass the client's limit */
  checkMetadata(metadata: readonly MetadataEntry[]): void;
  /** Sends the STATUS; or, when its message does not fit in that frame, nothing, and returns the encoded message. */
  status(stream: ServerStream, request: FinishRequest): LargeMessage | undefined;
  headers(stream: ServerStream, metadata: readonly MetadataEntry[]): void;
  removeStream(stream: ServerStream): void;
}

/** How a stream ends: OK perhaps with a last message, or an error. */
export interface FinishRequest<T = unknown> {
  readonly code: number;
  /** Cut at `maxStatusTextBytes`. */
  readonly text: string;
  readonly trailers: readonly MetadataEntry[] | undefined;
  /** The last or only message; sent in the same frame where it fits. */
  readonly single?: { readonly encoder: Encoder<T>; readonly message: T } | undefined;
}

export class ServerStream extends Stream {
  readonly #session: ServerStreamHost;
  #handler: ServerStreamHandler | undefined;
  #failure: StreamFailure | undefined;
  #halfClosed = false;

  /** Made by the session. */
  constructor(session: ServerStreamHost, id: number) {
    super(session);
    this.#session = session;
    this.id = id;
  }

  /** For the session: what takes this stream's events. */
  attach(handler: ServerStreamHandler): void {
    this.#handler = handler;
    if (this.#failure !== undefined) handler.failed(this.#failure);
  }

  /** For the session, whose end ends the stream: also while its call is only just being handed over. */
  fail(failure: StreamFailure): void {
    if (this.#handler === undefined) this.#failure = failure;
    else this.#handler.failed(failure);
  }

  /** True once the call has been handed over. */
  get attached(): boolean {
    return this.#handler !== undefined;
  }

  protected override get handler(): StreamHandler {
    return this.serverHandler;
  }

  get serverHandler(): ServerStreamHandler {
    return this.#handler as ServerStreamHandler;
  }

  /** Sends initial metadata; before any message, at most once. @throws ProtocolError "limit-exceeded" */
  sendHeaders(metadata: readonly MetadataEntry[]): void {
    if (this.ended || this.finishing) return;
    this.#session.headers(this, metadata);
  }

  /**
   * Ends the stream behind every message sent so far. The single message is encoded before this returns.
   * @throws ProtocolError "limit-exceeded" when the trailers pass the client's limit; what the encoder throws. The stream is not ended then.
   */
  finish<T>(request: FinishRequest<T>): void {
    if (this.ended || this.finishing) return;
    const { trailers, single } = request;
    if (trailers !== undefined) this.#session.checkMetadata(trailers);
    if (single === undefined) this.#last(request);
    else if (this.quiet) this.#lastWithMessage(request);
    else {
      this.send(single.encoder, single.message);
      this.#last(request);
    }
  }

  /** Ends the stream with an error at once; messages that wait for credit are dropped. */
  abort(code: number, text: string): void {
    if (this.ended) return;
    this.finishing = true;
    this.#session.status(this, { code, text, trailers: undefined });
  }

  /** Takes a frame of this stream. For the session. */
  frame(frame: Frame): void {
    const over = this.ended;
    if (frame.type === FrameType.CANCEL) {
      this.#session.removeStream(this);
      if (!over) this.serverHandler.cancelled(frame.code);
      return;
    }
    // Its status waits for the client to read; what crosses it is late.
    if (over) return;
    if (this.#halfClosed) {
      throw new ProtocolError('bad-state', `stream ${frame.streamId}: a message after the half-close`);
    }
    const { flags } = frame;
    if ((flags & (FrameFlag.MESSAGE | FrameFlag.END)) === 0) {
      throw new ProtocolError('bad-frame', `stream ${frame.streamId}: a MESSAGE frame that carries nothing`);
    }
    if ((flags & FrameFlag.MESSAGE) !== 0) this.receive(frame);
    if ((flags & FrameFlag.END) !== 0 && !this.ended) this.markHalfClosed();
  }

  /** For the session: the client sends no more. */
  markHalfClosed(): void {
    if (this.assembling) {
      throw new ProtocolError('bad-state', `stream ${this.id}: half-closed in the middle of a message`);
    }
    this.#halfClosed = true;
    if (!this.ended) this.serverHandler.halfClosed();
  }

  #last({ code, text, trailers }: Omit<FinishRequest, 'single'>): void {
    this.finishing = true;
    this.afterMessages(() => {
      if (!this.ended) this.#session.status(this, { code, text, trailers });
    });
  }

  /** The message in the STATUS frame itself, or, when it is too large for one frame, in pieces before it. */
  #lastWithMessage<T>(request: FinishRequest<T>): void {
    const large = this.#session.status(this, request as FinishRequest<unknown>);
    if (large === undefined) return;
    this.sender.queue(large, false);
    this.#last(request);
  }
}
