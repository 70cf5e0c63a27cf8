// SPDX-License-Identifier: Apache-2.0
// Plain handlers of Texts, for tests of what is around them.
import type { Handlers } from '../../src/index.js';
import type { Texts } from './text-service.js';

export const handlers: Handlers<typeof Texts> = {
  upper: ({ text }) => ({ text: text.toUpperCase() }),
  *count({ text }) {
    for (let i = 0; i < Number(text); i++) yield { text: String(i) };
  },
  async join(requests) {
    let text = '';
    for await (const request of requests) text += request.text;
    return { text };
  },
  async *echo(requests) {
    yield* requests;
  },
};
