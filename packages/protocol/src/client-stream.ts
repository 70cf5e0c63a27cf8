// SPDX-License-Identifier: Apache-2.0
// One call as the calling end of a connection has it: what may come when, and what it means.
import { ProtocolError } from './error.js';
import { type Frame, FrameFlag, FrameType } from './frame.js';
import type { HeldEvents } from './held-events.js';
import type { MetadataEntry } from './metadata-block.js';
import { type ClientStreamHandler, Stream, type StreamHandler, type StreamHost } from './stream.js';

/** gRPC's CANCELLED: what a stream that is cancelled without a reason says. */
export const cancelledCode = 1;

/** What a stream needs of its session. */
export interface ClientStreamHost extends StreamHost {
  readonly held: HeldEvents;
  cancelStream(stream: ClientStream, code: number): void;
  removeStream(stream: ClientStream): void;
  metadataTooLarge(stream: ClientStream): void;
  /** Metadata of `frame` from `at` on, and where it ends; undefined when it passes the limit. */
  readMetadata(frame: Frame, at: number): { entries: readonly MetadataEntry[]; end: number } | undefined;
}

export class ClientStream extends Stream {
  /** The call was given up by cancel(): nothing is delivered any more, also not what was kept before. */
  isLeft = false;
  readonly #handler: ClientStreamHandler;
  readonly #session: ClientStreamHost;
  #halfClosed: boolean;
  #gotHeaders = false;
  #gotMessage = false;

  /** Made by ClientSession.call(). `single`: its only message goes with the call, and the half-close with that. */
  constructor(session: ClientStreamHost, handler: ClientStreamHandler, single: boolean) {
    super(session);
    this.#session = session;
    this.#handler = handler;
    this.#halfClosed = single;
  }

  /** What takes the events of this stream now. */
  get clientHandler(): ClientStreamHandler {
    const { held } = this.#session;
    return held.active ? held.handlerFor(this, this.#handler) : this.#handler;
  }

  protected override get handler(): StreamHandler {
    return this.clientHandler;
  }

  /** No more messages will be sent. Idempotent. */
  halfClose(): void {
    if (this.ended || this.#halfClosed) return;
    this.#halfClosed = true;
    this.afterMessages(() => {
      this.host.outbox.end(this.host.outbox.begin(0), this.id, FrameType.MESSAGE, FrameFlag.END, 0, 0);
      this.host.touch();
    });
  }

  /** Gives the call up: nothing is delivered any more, the server's handler is told. Idempotent. */
  cancel(code: number = cancelledCode): void {
    this.isLeft = true;
    if (!this.ended) this.#session.cancelStream(this, code);
  }

  /** Takes a frame of this stream. For the session. */
  frame(frame: Frame): void {
    switch (frame.type) {
      case FrameType.MESSAGE:
        if ((frame.flags & (FrameFlag.MESSAGE | FrameFlag.END)) !== FrameFlag.MESSAGE) {
          throw new ProtocolError(
            'bad-state',
            `stream ${frame.streamId}: a server ends a stream with a status, and only so`,
          );
        }
        this.#gotMessage = true;
        this.receive(frame);
        return;
      case FrameType.CALL: {
        if (this.#gotHeaders || this.#gotMessage) {
          throw new ProtocolError(
            'bad-state',
            `stream ${frame.streamId}: initial metadata after the beginning`,
          );
        }
        if ((frame.flags & FrameFlag.METADATA) === 0) {
          throw new ProtocolError('bad-frame', `stream ${frame.streamId}: a CALL frame without metadata`);
        }
        this.#gotHeaders = true;
        const metadata = this.#session.readMetadata(frame, frame.start);
        if (metadata === undefined) this.#session.metadataTooLarge(this);
        else this.clientHandler.headers(metadata.entries);
        return;
      }
      default:
        this.#status(frame);
    }
  }

  #status(frame: Frame): void {
    if (this.assembling) {
      throw new ProtocolError('bad-state', `stream ${frame.streamId}: a status in the middle of a message`);
    }
    let at = frame.start + frame.extra;
    if (at > frame.end)
      throw new ProtocolError('bad-frame', `a status text of ${frame.extra} bytes passes its frame`);
    const text =
      frame.extra === 0 ? '' : Buffer.from(frame.buffer.subarray(frame.start, at)).toString('utf8');
    let trailers: readonly MetadataEntry[] | undefined;
    if ((frame.flags & FrameFlag.METADATA) !== 0) {
      const metadata = this.#session.readMetadata(frame, at);
      if (metadata === undefined) {
        this.#session.metadataTooLarge(this);
        return;
      }
      trailers = metadata.entries;
      at = metadata.end;
    }
    if ((frame.flags & FrameFlag.MESSAGE) !== 0) {
      if (frame.end - at > this.host.limits.maxReceiveMessageBytes) {
        this.messageTooLarge(frame.end - at);
        return;
      }
      this.clientHandler.message(frame.buffer, at, frame.end, 0);
      if (this.ended) return;
    }
    this.#session.removeStream(this);
    this.clientHandler.status(frame.code, text, trailers);
  }
}
