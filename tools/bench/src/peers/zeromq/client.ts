// SPDX-License-Identifier: Apache-2.0
// A DEALER socket: many calls in flight, correlated by a Map.
import { Dealer } from 'zeromq';
import { Records } from '../../record.js';
import type { BlobMessage, EchoClient, Place, TextMessage } from '../contract.js';
import { bench } from '../protobufjs/gen/echo.js';
import { longForm } from '../protobufjs/long-form.js';
import { addressOf, Kind, makeHeader, readHeader, SendQueue } from './frames.js';

interface PendingCall {
  readonly resolve: (payload: Buffer) => void;
  readonly reject: (error: Error) => void;
  readonly onItem: ((payload: Buffer) => void) | undefined;
}

export async function connect(place: Place): Promise<EchoClient> {
  // Nothing is dropped and nothing waits: works bound what is in flight.
  const socket = new Dealer({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0 });
  socket.connect(addressOf(place));
  const queue = new SendQueue((frames) => socket.send(frames));
  const calls = new Map<number, PendingCall>();
  let lastId = 0;
  const records = new Records(longForm);
  const receiving = receive();

  return {
    async echoText(request) {
      const answer = await call(Kind.echoText, bench.Text.encode(request).finish());
      return bench.Text.decode(answer) as TextMessage;
    },
    async echoBlob(request) {
      const answer = await call(Kind.echoBlob, bench.Blob.encode(request).finish());
      return bench.Blob.decode(answer) as BlobMessage;
    },
    async echoRecord(index) {
      const record = bench.Record.encode(records.at(index)).finish();
      records.check(bench.Record.decode(await call(Kind.echoRecord, record)), index);
    },
    async produce(count, onMessage) {
      await call(Kind.produce, bench.Count.encode({ count }).finish(), (payload) =>
        onMessage(bench.Text.decode(payload) as TextMessage),
      );
    },
    async close() {
      socket.close();
      await receiving;
    },
  };

  function call(kind: number, payload: Uint8Array, onItem?: (payload: Buffer) => void): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const id = ++lastId;
      calls.set(id, { resolve, reject, onItem });
      queue.add([makeHeader(id, kind), payload]);
    });
  }

  async function receive(): Promise<void> {
    for await (const [header, payload] of socket) {
      const { id, kind } = readHeader(header!);
      const pending = calls.get(id);
      if (pending === undefined) throw new Error(`an answer to call ${id}, which is not open`);
      if (kind === Kind.item) {
        pending.onItem?.(payload!);
        continue;
      }
      calls.delete(id);
      if (kind === Kind.error) pending.reject(new Error(bench.Text.decode(payload!).text));
      else pending.resolve(payload!);
    }
  }
}
