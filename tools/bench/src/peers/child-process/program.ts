// SPDX-License-Identifier: Apache-2.0
// The child: answers until its parent disconnects.
import { answerer, type Outlet } from '../message-channel/answer.js';
import { asBase64, asBytes, type Request } from '../message-channel/messages.js';

const form = process.argv[2] === 'json' ? asBase64 : asBytes;

let waiting: (() => void)[] = [];
let unsent = 0;
const outlet: Outlet = {
  send(message) {
    unsent++;
    process.send!(message, undefined, undefined, sent);
  },
  drained: () => (unsent === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
};

const answer = answerer(outlet, form);
process.on('message', (request: Request) => answer(request));

function sent(): void {
  if (--unsent > 0) return;
  const resolvers = waiting;
  waiting = [];
  for (const resolve of resolvers) resolve();
}
