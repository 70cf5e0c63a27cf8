// SPDX-License-Identifier: Apache-2.0
// The typed links of both sides against each other, and against peers that break the rules of the conversation.
import { randomUUID } from 'node:crypto';
import { Code, connect, createServer, type RpcError } from 'memlane';
import { afterEach, describe, expect, it } from 'vitest';
import { Chat, type ChatEvent } from '../src/gen/chat.js';
import { createIdentity } from '../src/identity.js';
import { type LinkState, RpcClientLink, RpcServerLink, Side, Speaker } from '../src/index.js';
import { describeChatLinks } from './support/link-suite.js';

const fresh = (): string => `memory:t-${randomUUID().slice(0, 8)}`;

describeChatLinks('typed calls', () => {
  const address = fresh();
  return {
    console: () => new RpcClientLink({ address, identity: createIdentity(Side.CONSOLE) }),
    window: () => new RpcServerLink({ address, identity: createIdentity(Side.WINDOW) }),
  };
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function window(address: string): Promise<Speaker> {
  const identity = createIdentity(Side.WINDOW);
  const speaker = new Speaker({ identity, link: new RpcServerLink({ address, identity }) });
  closers.push(() => speaker.close());
  await speaker.start();
  return speaker;
}

async function talk(address: string, events: Iterable<ChatEvent> | AsyncIterable<ChatEvent>) {
  const channel = await connect(address);
  closers.push(() => channel.close());
  return channel.client(Chat).talk(events);
}

async function errorOf(events: AsyncIterable<ChatEvent>): Promise<RpcError | undefined> {
  try {
    for await (const _ of events);
  } catch (error) {
    return error as RpcError;
  }
  return undefined;
}

const hello = (side: Side): ChatEvent => ({
  kind: {
    case: 'hello',
    value: { side, instance: 'i', pid: 1, seen: '', medium: '', fallbackReason: '' },
  },
});
const line: ChatEvent = {
  kind: { case: 'line', value: { id: 1, author: Side.CONSOLE, text: 'x', sentAtMs: 0 } },
};

describe('the window, when a console breaks the rules', () => {
  it.each([
    ['does not begin with a hello', [line], /did not begin with a hello/],
    ['says hello twice', [hello(Side.CONSOLE), hello(Side.CONSOLE)], /hello twice/],
    ['is a window itself', [hello(Side.WINDOW)], /the window talks to the console only/],
  ])('ends the talk of one that %s, and takes the next', async (_, events, why) => {
    const address = fresh();
    const speaker = await window(address);

    const error = await errorOf(await talk(address, events));

    expect(error).toMatchObject({ code: Code.ABORTED, message: expect.stringMatching(why) });
    const good = await talk(address, [hello(Side.CONSOLE), line]);
    const heard = new Promise((resolve) => speaker.once('heard', ({ text }) => resolve(text)));
    expect(await errorOf(good)).toBeUndefined();
    expect(await heard).toBe('x');
  });

  it('refuses a second console while the first is there', async () => {
    const address = fresh();
    await window(address);
    let leave: () => void = () => {};
    async function* staying(): AsyncGenerator<ChatEvent> {
      yield hello(Side.CONSOLE);
      await new Promise<void>((resolve) => {
        leave = resolve;
      });
    }
    const first = await talk(address, staying());
    await first.next();

    const error = await errorOf(await talk(address, [hello(Side.CONSOLE)]));

    expect(error).toMatchObject({ code: Code.ALREADY_EXISTS, message: 'another console is in the chat' });
    leave();
    expect(await errorOf(first)).toBeUndefined();
  });
});

describe('the console, when what listens is no window', () => {
  it('fails for good and says why', async () => {
    const address = fresh();
    const server = createServer();
    await server.listen(address);
    closers.push(() => server.close());
    const identity = createIdentity(Side.CONSOLE);
    const speaker = new Speaker({ identity, link: new RpcClientLink({ address, identity }) });
    closers.push(() => speaker.close());
    const failed = new Promise<LinkState>((resolve) => speaker.once('state', resolve));

    await speaker.start();

    expect(await failed).toMatchObject({ status: 'failed', error: { code: Code.UNIMPLEMENTED } });
  });
});
