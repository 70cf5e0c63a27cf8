// SPDX-License-Identifier: Apache-2.0
// The hand-rolled client: calls correlated by a Map, one write per turn of the loop.
import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { join } from 'node:path';
import type protobuf from 'protobufjs/minimal.js';
import { textAt } from '../../payload.js';
import { Records } from '../../record.js';
import type { BlobMessage, EchoClient, Place, TextMessage } from '../contract.js';
import { bench } from '../protobufjs/gen/echo.js';
import { longForm } from '../protobufjs/long-form.js';
import { type Decoder, type Encoder, FrameReader, Kind, streamBatchBytes } from './framing.js';
import { createWriter, type FrameWriter } from './writers.js';

interface PendingCall {
  readonly output: Decoder<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onItem: ((message: unknown) => void) | undefined;
}

export async function connect(place: Place): Promise<EchoClient> {
  const socket = connectSocket(join(place.directory, 'echo.sock'));
  await once(socket, 'connect');
  return new SocketClient(socket, place.variant);
}

class SocketClient implements EchoClient {
  readonly #socket: Socket;
  readonly #writer: FrameWriter;
  readonly #calls = new Map<number, PendingCall>();
  readonly #records = new Records(longForm);
  #lastId = 0;
  #flushComes = false;
  readonly #flush = (): void => {
    this.#flushComes = false;
    this.#writer.flush();
  };

  constructor(socket: Socket, variant: string | undefined) {
    this.#socket = socket;
    this.#writer = createWriter(socket, variant);
    const frames = new FrameReader((id, kind, reader, length) => this.#receive(id, kind, reader, length));
    socket.on('data', (chunk: Buffer) => frames.push(chunk));
    socket.on('error', (error) => this.#failAll(error));
    socket.on('close', () => this.#failAll(new Error('the connection was closed')));
  }

  echoText(request: TextMessage): Promise<TextMessage> {
    return this.#call(Kind.echoText, bench.Text, request, bench.Text);
  }

  echoBlob(request: BlobMessage): Promise<BlobMessage> {
    return this.#call(Kind.echoBlob, bench.Blob, request, bench.Blob);
  }

  async produce(count: number, onMessage: (message: TextMessage) => void): Promise<void> {
    await this.#call(Kind.produce, bench.Count, { count }, bench.Text, onMessage);
  }

  async echoRecord(index: number): Promise<void> {
    const record = this.#records.at(index);
    this.#records.check(await this.#call(Kind.echoRecord, bench.Record, record, bench.Record), index);
  }

  async consume(count: number): Promise<number> {
    // The messages of the stream carry the id of the call, which is opened by its end.
    const id = this.#lastId + 1;
    for (let index = 0; index < count; index++) {
      this.#writer.add(id, Kind.push, bench.Text, { text: textAt(index) });
      if (this.#writer.pending >= streamBatchBytes && !this.#writer.flush())
        await once(this.#socket, 'drain');
    }
    return (await this.#call(Kind.pushEnd, bench.Count, {}, bench.Count)).count;
  }

  async close(): Promise<void> {
    this.#socket.destroy();
  }

  #call<I, O>(
    method: number,
    input: Encoder<I>,
    request: I,
    output: Decoder<O>,
    onItem?: (message: O) => void,
  ): Promise<O> {
    return new Promise<O>((resolve, reject) => {
      const id = ++this.#lastId;
      this.#calls.set(id, { output, resolve, reject, onItem } as PendingCall);
      this.#writer.add(id, method, input, request);
      if (this.#flushComes) return;
      this.#flushComes = true;
      // After all promise reactions of this turn: calls that they make go along.
      process.nextTick(this.#flush);
    });
  }

  #receive(id: number, kind: number, reader: protobuf.Reader, length: number): void {
    const call = this.#calls.get(id);
    if (call === undefined) throw new Error(`an answer to call ${id}, which is not open`);
    if (kind === Kind.item) {
      call.onItem?.(call.output.decode(reader, length));
      return;
    }
    this.#calls.delete(id);
    if (kind === Kind.answer) call.resolve(call.output.decode(reader, length));
    else if (kind === Kind.end) call.resolve(undefined);
    else call.reject(new Error(bench.Text.decode(reader, length).text));
  }

  #failAll(error: Error): void {
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
  }
}
