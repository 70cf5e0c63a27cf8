// SPDX-License-Identifier: Apache-2.0
// The echo service as grpc-js wants it described, with the same static codec as the hand-rolled peer.
import { join } from 'node:path';
import type { MethodDefinition } from '@grpc/grpc-js';
import type { BlobMessage, Place, TextMessage } from '../contract.js';
import { bench } from '../protobufjs/gen/echo.js';

interface Codec<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

function method<I, O>(
  name: string,
  input: Codec<I>,
  output: Codec<O>,
  streams: 'none' | 'request' | 'response' = 'none',
): MethodDefinition<I, O> {
  return {
    path: `/bench.Echo/${name}`,
    requestStream: streams === 'request',
    responseStream: streams === 'response',
    requestSerialize: (message) => input.encode(message).finish() as Buffer,
    requestDeserialize: (bytes) => input.decode(bytes),
    responseSerialize: (message) => output.encode(message).finish() as Buffer,
    responseDeserialize: (bytes) => output.decode(bytes),
  };
}

export const echoService = {
  echoText: method<TextMessage, TextMessage>('EchoText', bench.Text, bench.Text),
  echoBlob: method<BlobMessage, BlobMessage>('EchoBlob', bench.Blob, bench.Blob),
  echoRecord: method<object, object>('EchoRecord', bench.Record, bench.Record),
  produce: method<{ count: number }, TextMessage>('Produce', bench.Count, bench.Text, 'response'),
  consume: method<TextMessage, { count: number }>('Consume', bench.Text, bench.Count, 'request'),
};

export const addressOf = (place: Place): string => `unix:${join(place.directory, 'echo.sock')}`;
