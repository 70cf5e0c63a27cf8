// SPDX-License-Identifier: Apache-2.0
// The worker: answers on its parent's port.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { answerer, type Outlet } from '../message-channel/answer.js';
import { asBytes, type Request } from '../message-channel/messages.js';

const port = parentPort!;
const outlet: Outlet = {
  send: (message) => port.postMessage(message),
  // A port has no back-pressure; a turn of the loop lets requests in.
  drained: () => nextTurn(),
};
const answer = answerer(outlet, asBytes);
port.on('message', (request: Request) => answer(request));
