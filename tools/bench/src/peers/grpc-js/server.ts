// SPDX-License-Identifier: Apache-2.0
// The grpc-js server, with the limits of a message raised for large blobs.
import { once } from 'node:events';
import { promisify } from 'node:util';
import {
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { checkBlob, checkText, checkTextAt, textAt } from '../../payload.js';
import { Records } from '../../record.js';
import type { BlobMessage, EchoServer, Place, TextMessage } from '../contract.js';
import { longForm } from '../protobufjs/long-form.js';
import { addressOf, echoService } from './service.js';

export async function serve(place: Place): Promise<EchoServer> {
  const server = new Server({
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
  });
  const records = new Records(longForm);
  server.addService(echoService, {
    echoText: unary<TextMessage>(({ text }) => ({ text: checkText(text) })),
    echoBlob: unary<BlobMessage>(({ data }) => ({ data: checkBlob(data) })),
    echoRecord: unary<object>((record) => records.check(record)),
    consume: consume as handleClientStreamingCall<TextMessage, { count: number }>,
    produce: produce as handleServerStreamingCall<{ count: number }, TextMessage>,
  });
  await promisify(server.bindAsync.bind(server))(addressOf(place), ServerCredentials.createInsecure());
  return { close: async () => server.forceShutdown() };
}

function unary<T>(handler: (request: T) => T): handleUnaryCall<T, T> {
  return (call, callback: sendUnaryData<T>) => {
    try {
      callback(null, handler(call.request));
    } catch (error) {
      callback({ code: status.INVALID_ARGUMENT, details: (error as Error).message });
    }
  };
}

const produce: handleServerStreamingCall<{ count: number }, TextMessage> = async (call) => {
  for (let index = 0; index < call.request.count; index++) {
    if (!call.write({ text: textAt(index) })) await once(call, 'drain');
  }
  call.end();
};

const consume: handleClientStreamingCall<TextMessage, { count: number }> = (call, callback) => {
  let count = 0;
  call.on('data', ({ text }: TextMessage) => checkTextAt(text, count++));
  call.on('end', () => callback(null, { count }));
};
