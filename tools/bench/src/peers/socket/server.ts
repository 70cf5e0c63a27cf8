// SPDX-License-Identifier: Apache-2.0
// The hand-rolled server: answers to one chunk of requests leave in one write.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type protobuf from 'protobufjs/minimal.js';
import { checkBlob, checkText, checkTextAt, textAt } from '../../payload.js';
import { Records } from '../../record.js';
import type { EchoServer, Place } from '../contract.js';
import { bench } from '../protobufjs/gen/echo.js';
import { longForm } from '../protobufjs/long-form.js';
import { FrameReader, Kind, streamBatchBytes } from './framing.js';
import { createWriter } from './writers.js';

export async function serve(place: Place): Promise<EchoServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    answer(socket, place.variant);
  });
  server.listen(join(place.directory, 'echo.sock'));
  await once(server, 'listening');
  return {
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const records = new Records(longForm);

function answer(socket: Socket, variant: string | undefined): void {
  const writer = createWriter(socket, variant);
  /** Messages of each stream of the client so far, by its id. */
  const pushed = new Map<number, number>();
  const frames = new FrameReader((id, kind, reader, length) => {
    try {
      handle(id, kind, reader, length);
    } catch (error) {
      writer.add(id, Kind.error, bench.Text, { text: (error as Error).message });
    }
  });
  socket.on('data', (chunk: Buffer) => {
    frames.push(chunk);
    writer.flush();
  });

  function handle(id: number, kind: number, reader: protobuf.Reader, length: number): void {
    switch (kind) {
      case Kind.echoText: {
        const { text } = bench.Text.decode(reader, length);
        writer.add(id, Kind.answer, bench.Text, { text: checkText(text) });
        break;
      }
      case Kind.echoBlob: {
        const { data } = bench.Blob.decode(reader, length);
        writer.add(id, Kind.answer, bench.Blob, { data: checkBlob(data) });
        break;
      }
      case Kind.echoRecord: {
        const record = records.check(bench.Record.decode(reader, length));
        writer.add(id, Kind.answer, bench.Record, record);
        break;
      }
      case Kind.push: {
        const count = pushed.get(id) ?? 0;
        checkTextAt(bench.Text.decode(reader, length).text, count);
        pushed.set(id, count + 1);
        break;
      }
      case Kind.pushEnd:
        writer.add(id, Kind.answer, bench.Count, { count: pushed.get(id) ?? 0 });
        pushed.delete(id);
        break;
      case Kind.produce:
        void produce(id, bench.Count.decode(reader, length).count);
        break;
      default:
        throw new Error(`there is no method ${kind}`);
    }
  }

  async function produce(id: number, count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      writer.add(id, Kind.item, bench.Text, { text: textAt(index) });
      if (writer.pending >= streamBatchBytes && !writer.flush()) await once(socket, 'drain');
    }
    writer.add(id, Kind.end, bench.Text, {});
    writer.flush();
  }
}
