// SPDX-License-Identifier: Apache-2.0
// One stream as both roles have it: a sender, a receiver and the handler above. What opens and ends it is in
// client-session.ts and server-session.ts.
import type { Frame } from './frame.js';
import type { LargeMessage } from './large-message.js';
import type { SessionLimits } from './limits.js';
import { MessageReceiver, type MessageSink, type Place } from './message-receiver.js';
import { type Encoder, MessageSender, type SenderHost } from './message-sender.js';
import type { MetadataEntry } from './metadata-block.js';

/** Why a stream ended without a STATUS or CANCEL of the peer. */
export interface StreamFailure {
  readonly reason:
    | 'connection-lost'
    | 'goaway'
    | 'message-too-large'
    | 'metadata-too-large'
    | 'session-closed';
  readonly message: string;
  /** False when the peer cannot have seen the call: opening it again elsewhere is safe. */
  readonly published: boolean;
}

/** Events common to both ends of a stream. Nothing is called after an ending event. */
export interface StreamHandler {
  /**
   * One whole message in `buffer[start, end)`, valid during this call only: decode or copy it now. A buffer that it fills
   * (from 0 to the buffer's length) is the handler's to keep. Afterwards give `credit` back with stream.release() when the message has been taken; until then the sender is held back.
   */
  message(buffer: Uint8Array, start: number, end: number, credit: number): void;
  /** send() returned false and may be called again now. */
  drained(): void;
  /** Ending: the stream is over for a reason on this side or because the session is. */
  failed(failure: StreamFailure): void;
}

export interface ClientStreamHandler extends StreamHandler {
  /** Initial metadata of the response; at most once, before any message. */
  headers(metadata: readonly MetadataEntry[]): void;
  /** Ending: the server's status. `trailers` is undefined when it sent none. */
  status(code: number, text: string, trailers: readonly MetadataEntry[] | undefined): void;
}

export interface ServerStreamHandler extends StreamHandler {
  /** The client sends no more messages. */
  halfClosed(): void;
  /** Ending: the client gave the call up; `code` is CANCELLED or DEADLINE_EXCEEDED. */
  cancelled(code: number): void;
}

/** What a stream needs of its session. */
export interface StreamHost extends SenderHost {
  readonly limits: SessionLimits;
  /** Credit that the peer gives each stream to begin with. */
  readonly peerCreditBytes: number;
  grant(stream: Stream, bytes: number): void;
  /** The peer declared a message above the limit: end the stream in the way of the role. */
  messageTooLarge(stream: Stream, bytes: number): void;
}

/**
 * One stream. A unary call without large messages is one frame each way and needs neither sender nor receiver, so both
 * come into being when first used.
 */
export abstract class Stream implements MessageSink {
  /** Id on the wire; 0 while a client's stream waits in line. */
  id = 0;
  /** True after an ending event, or once the stream was ended from above. Nothing is sent or delivered then. */
  ended = false;
  /** The end of the stream is on its way: nothing more is sent. */
  protected finishing = false;
  /** Position in the session's output behind the frame that opened the stream; published once flushed. */
  openedAt = 0;
  protected readonly host: StreamHost;
  #sender: MessageSender | undefined;
  #receiver: MessageReceiver | undefined;

  constructor(host: StreamHost) {
    this.host = host;
  }

  protected abstract get handler(): StreamHandler;

  /**
   * Sends one message; it is encoded before this returns.
   * @returns true to go on at once, false to wait for drained()
   * @throws what the encoder throws; nothing is sent then
   */
  send<T>(encoder: Encoder<T>, message: T): boolean {
    if (this.ended || this.finishing) return true;
    const sender = this.#sender ?? this.sender;
    return sender.send(encoder, message);
  }

  /** Queues an encoded message, which the stream owns from here on, and the half-close behind it. */
  sendLast(message: LargeMessage): void {
    this.sender.queue(message, true);
  }

  /** Gives credit back for a message that has been taken. */
  release(credit: number): void {
    if (!this.ended && this.#receiver !== undefined) this.#receiver.release(credit);
  }

  /** Takes CREDIT of the peer; false when it breaks the protocol. */
  addCredit(bytes: number): boolean {
    return this.sender.addCredit(bytes);
  }

  /** The stream has got its id: what was sent while it waited goes out. */
  opened(id: number): void {
    this.id = id;
    this.#sender?.open(id, this.host.peerCreditBytes);
  }

  /** True when no message waits to be sent. */
  protected get quiet(): boolean {
    return this.#sender === undefined || this.#sender.idle;
  }

  /** Runs `last` behind every message sent so far. */
  protected afterMessages(last: () => void): void {
    if (this.id !== 0 && this.quiet) last();
    else this.sender.finish(last);
  }

  /** As the receiver's. For the session. */
  placeFor(length: number): Place | undefined {
    return this.ended ? undefined : this.#receiver?.placeFor(length);
  }

  /** Takes a MESSAGE frame that has message bytes. */
  protected receive(frame: Frame): void {
    this.receiver.frame(frame);
  }

  /** True in the middle of a message in pieces. */
  protected get assembling(): boolean {
    return this.#receiver?.assembling ?? false;
  }

  /** Drops what waits to be sent; the stream is over. */
  end(): void {
    this.ended = true;
    this.#sender?.stop();
  }

  // MessageSink, for the receiver.

  message(buffer: Uint8Array, start: number, end: number, credit: number): void {
    this.handler.message(buffer, start, end, credit);
  }

  messageTooLarge(bytes: number): void {
    this.host.messageTooLarge(this, bytes);
  }

  grant(bytes: number): void {
    this.host.grant(this, bytes);
  }

  /** For the sender: everything queued is in the batch. */
  drained(): void {
    if (!this.ended) this.handler.drained();
  }

  protected get sender(): MessageSender {
    if (this.#sender === undefined) {
      this.#sender = new MessageSender(this.host, this);
      if (this.id !== 0) this.#sender.open(this.id, this.host.peerCreditBytes);
    }
    return this.#sender;
  }

  protected get receiver(): MessageReceiver {
    this.#receiver ??= new MessageReceiver(
      this,
      this.host.limits.maxReceiveMessageBytes,
      this.host.limits.initialCreditBytes,
    );
    return this.#receiver;
  }
}
