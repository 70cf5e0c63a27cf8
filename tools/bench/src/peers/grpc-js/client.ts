// SPDX-License-Identifier: Apache-2.0
// The grpc-js client. Its callbacks become promises, as its users write it.
import { type ClientReadableStream, credentials, makeGenericClientConstructor } from '@grpc/grpc-js';
import type { BlobMessage, EchoClient, Place, TextMessage } from '../contract.js';
import { addressOf, echoService } from './service.js';

type Unary<T> = (request: T, callback: (error: Error | null, response: T) => void) => unknown;

interface GrpcEcho {
  echoText: Unary<TextMessage>;
  echoBlob: Unary<BlobMessage>;
  produce(request: { count: number }): ClientReadableStream<TextMessage>;
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
  return {
    echoText: (request) =>
      new Promise((resolve, reject) => {
        echo.echoText(request, (error, response) => (error ? reject(error) : resolve(response)));
      }),
    echoBlob: (request) =>
      new Promise((resolve, reject) => {
        echo.echoBlob(request, (error, response) => (error ? reject(error) : resolve(response)));
      }),
    produce: (count, onMessage) =>
      new Promise((resolve, reject) => {
        echo.produce({ count }).on('data', onMessage).on('error', reject).on('end', resolve);
      }),
    close: async () => client.close(),
  };
}
