// SPDX-License-Identifier: Apache-2.0
// A ROUTER socket: answers go to whoever asked.
import { Router } from 'zeromq';
import { checkBlob, checkText, textAt } from '../../payload.js';
import { Records } from '../../record.js';
import type { EchoServer, Place } from '../contract.js';
import { bench } from '../protobufjs/gen/echo.js';
import { longForm } from '../protobufjs/long-form.js';
import { addressOf, Kind, makeHeader, readHeader, SendQueue } from './frames.js';

const records = new Records(longForm);

/** Messages of a stream handed to zeromq before waiting for it to take them. */
const streamWindow = 1000;

export async function serve(place: Place): Promise<EchoServer> {
  const socket = new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0 });
  await socket.bind(addressOf(place));
  const queue = new SendQueue((frames) => socket.send(frames));
  const receiving = receive();
  return {
    async close() {
      socket.close();
      await receiving;
    },
  };

  async function receive(): Promise<void> {
    for await (const [client, header, payload] of socket) {
      const { id, kind } = readHeader(header!);
      try {
        handle(client!, id, kind, payload!);
      } catch (error) {
        const text = bench.Text.encode({ text: (error as Error).message }).finish();
        queue.add([client!, makeHeader(id, Kind.error), text]);
      }
    }
  }

  function handle(client: Buffer, id: number, kind: number, payload: Buffer): void {
    if (kind === Kind.echoText) {
      const { text } = bench.Text.decode(payload);
      queue.add([client, makeHeader(id, Kind.answer), bench.Text.encode({ text: checkText(text) }).finish()]);
    } else if (kind === Kind.echoBlob) {
      const { data } = bench.Blob.decode(payload);
      queue.add([client, makeHeader(id, Kind.answer), bench.Blob.encode({ data: checkBlob(data) }).finish()]);
    } else if (kind === Kind.echoRecord) {
      const record = records.check(bench.Record.decode(payload));
      queue.add([client, makeHeader(id, Kind.answer), bench.Record.encode(record).finish()]);
    } else if (kind === Kind.produce) {
      void produce(client, id, bench.Count.decode(payload).count);
    } else throw new Error(`there is no method ${kind}`);
  }

  async function produce(client: Buffer, id: number, count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      queue.add([client, makeHeader(id, Kind.item), bench.Text.encode({ text: textAt(index) }).finish()]);
      if (index % streamWindow === streamWindow - 1) await queue.sent();
    }
    queue.add([client, makeHeader(id, Kind.end), Buffer.alloc(0)]);
  }
}
