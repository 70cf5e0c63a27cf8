// SPDX-License-Identifier: Apache-2.0
// The connect-es server on Node's http2.
import { once } from 'node:events';
import { createServer, type ServerHttp2Session } from 'node:http2';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { checkBlob, checkText, checkTextAt, textAt } from '../../payload.js';
import { objectForm, Records } from '../../record.js';
import type { BlobMessage, EchoServer, Place, TextMessage } from '../contract.js';
import { echoService, socketPath } from './service.js';

const records = new Records(objectForm);

const handlers = {
  echoText: ({ text }: TextMessage) => ({ text: checkText(text) }),
  echoBlob: ({ data }: BlobMessage) => ({ data: checkBlob(data) }),
  echoRecord: (record: object) => records.check(record),
  async *produce({ count }: { count: number }) {
    for (let index = 0; index < count; index++) yield { text: textAt(index) };
  },
  async consume(messages: AsyncIterable<TextMessage>) {
    let count = 0;
    for await (const { text } of messages) checkTextAt(text, count++);
    return { count };
  },
};

export async function serve(place: Place): Promise<EchoServer> {
  const adapter = connectNodeAdapter({
    acceptCompression: [],
    routes: (router) => router.service(echoService, handlers as never),
  });
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer(adapter);
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  server.listen(socketPath(place));
  await once(server, 'listening');
  return {
    async close() {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
