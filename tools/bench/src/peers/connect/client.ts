// SPDX-License-Identifier: Apache-2.0
// The connect-es client over gRPC. Compression is off: on one machine it only costs.
import { connect as connectSocket } from 'node:net';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { textAt } from '../../payload.js';
import { type AnyRecord, objectForm, Records } from '../../record.js';
import type { BlobMessage, EchoClient, Place, TextMessage } from '../contract.js';
import { echoService, socketPath } from './service.js';

/** What the descriptor makes of the service; TypeScript cannot know it before. */
interface ConnectEcho {
  echoText(request: TextMessage): Promise<TextMessage>;
  echoBlob(request: BlobMessage): Promise<BlobMessage>;
  echoRecord(request: AnyRecord): Promise<AnyRecord>;
  produce(request: { count: number }): AsyncIterable<TextMessage>;
  consume(requests: AsyncIterable<TextMessage>): Promise<{ count: number }>;
}

export async function connect(place: Place): Promise<EchoClient> {
  const baseUrl = 'http://localhost';
  const sessionManager = new Http2SessionManager(baseUrl, undefined, {
    createConnection: () => connectSocket(socketPath(place)),
  });
  const transport = createGrpcTransport({ baseUrl, sessionManager, acceptCompression: [] });
  const echo = createClient(echoService, transport) as unknown as ConnectEcho;
  const records = new Records(objectForm);
  await sessionManager.connect();
  return {
    echoText: (request) => echo.echoText(request),
    echoBlob: (request) => echo.echoBlob(request),
    async produce(count, onMessage) {
      for await (const message of echo.produce({ count })) onMessage(message);
    },
    async echoRecord(index) {
      records.check(await echo.echoRecord(records.at(index)), index);
    },
    consume: async (count) => (await echo.consume(texts(count))).count,
    async close() {
      sessionManager.abort();
    },
  };
}

async function* texts(count: number) {
  for (let index = 0; index < count; index++) yield { text: textAt(index) };
}
