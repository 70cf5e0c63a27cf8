// SPDX-License-Identifier: Apache-2.0
// The grpc-js client. Its callbacks become promises, as its users write it.
import { once } from 'node:events';
import {
  type ClientReadableStream,
  type ClientWritableStream,
  credentials,
  makeGenericClientConstructor,
} from '@grpc/grpc-js';
import { textAt } from '../../payload.js';
import { type AnyRecord, Records } from '../../record.js';
import type { BlobMessage, EchoClient, Place, TextMessage } from '../contract.js';
import { longForm } from '../protobufjs/long-form.js';
import { addressOf, echoService } from './service.js';

type Callback<T> = (error: Error | null, response: T) => void;
type Unary<T> = (request: T, callback: Callback<T>) => unknown;

interface GrpcEcho {
  echoText: Unary<TextMessage>;
  echoBlob: Unary<BlobMessage>;
  echoRecord: Unary<AnyRecord>;
  produce(request: { count: number }): ClientReadableStream<TextMessage>;
  consume(callback: Callback<{ count: number }>): ClientWritableStream<TextMessage>;
}

export async function connect(place: Place): Promise<EchoClient> {
  const EchoServiceClient = makeGenericClientConstructor(echoService, 'Echo');
  const client = new EchoServiceClient(addressOf(place), credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
  });
  const echo = client as unknown as GrpcEcho;
  await new Promise<void>((resolve, reject) => {
    client.waitForReady(Date.now() + 5000, (error) => (error ? reject(error) : resolve()));
  });
  const records = new Records(longForm);
  return {
    echoText: (request) => new Promise((...outcome) => echo.echoText(request, settle(outcome))),
    echoBlob: (request) => new Promise((...outcome) => echo.echoBlob(request, settle(outcome))),
    async echoRecord(index) {
      const record = records.at(index);
      records.check(
        await new Promise<AnyRecord>((...outcome) => echo.echoRecord(record, settle(outcome))),
        index,
      );
    },
    produce: (count, onMessage) =>
      new Promise((resolve, reject) => {
        echo.produce({ count }).on('data', onMessage).on('error', reject).on('end', resolve);
      }),
    async consume(count) {
      let stream!: ClientWritableStream<TextMessage>;
      const answer = new Promise<{ count: number }>((...outcome) => {
        stream = echo.consume(settle(outcome));
      });
      for (let index = 0; index < count; index++) {
        if (!stream.write({ text: textAt(index) })) await once(stream, 'drain');
      }
      stream.end();
      return (await answer).count;
    },
    close: async () => client.close(),
  };
}

function settle<T>([resolve, reject]: [(value: T) => void, (error: Error) => void]): Callback<T> {
  return (error, response) => (error ? reject(error) : resolve(response));
}
