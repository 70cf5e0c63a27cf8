// SPDX-License-Identifier: Apache-2.0
// The links without typed calls: against each other, and with what a process before has left in the file.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryMappedFileCommunicator } from '@memlane/communicator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ChatEvent } from '../src/gen/chat.js';
import { createIdentity } from '../src/identity.js';
import { type LinkState, RawLink, Side, Speaker } from '../src/index.js';
import { describeChatLinks } from './support/link-suite.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'memlane-chat-'));
  process.env.MEMLANE_DIR = directory;
});
afterAll(() => {
  delete process.env.MEMLANE_DIR;
  rmSync(directory, { recursive: true });
});

const fresh = (): string => `shm:t-${randomUUID().slice(0, 8)}`;

describeChatLinks('a mapped file', () => {
  const address = fresh();
  return {
    console: () => new RawLink({ address, identity: createIdentity(Side.CONSOLE) }),
    window: () => new RawLink({ address, identity: createIdentity(Side.WINDOW) }),
  };
});

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function speak(address: string, side: Side, timing: object = {}) {
  const identity = createIdentity(side);
  const speaker = new Speaker({ identity, link: new RawLink({ address, identity, ...timing }) });
  closers.push(() => speaker.close());
  const states: LinkState[] = [];
  speaker.on('state', (state) => states.push(state));
  await speaker.start();
  return { speaker, states, identity };
}
const until = (check: () => boolean) => expect.poll(check, { timeout: 60_000, interval: 5 }).toBe(true);

/** The console's bytes by hand. */
function handMade(address: string): MemoryMappedFileCommunicator {
  const communicator = new MemoryMappedFileCommunicator(address.replace('shm:', ''), 128 * 1024);
  communicator.readPosition = 64 * 1024;
  closers.push(() => communicator.dispose());
  return communicator;
}
const hello = (instance: string, seen: string): Uint8Array =>
  ChatEvent.toBinary({
    kind: {
      case: 'hello',
      value: { side: Side.CONSOLE, instance, pid: 77, seen, medium: '', fallbackReason: '' },
    },
  });
const line = ChatEvent.toBinary({
  kind: { case: 'line', value: { id: 1, author: Side.CONSOLE, text: 'x', sentAtMs: 0 } },
});

describe('a window over a mapped file', () => {
  it('believes in a console only once it has answered, not for what an earlier one has left', async () => {
    const address = fresh();
    const left = handMade(address);
    await left.write(hello('gone', ''));
    await left.write(line);
    const { speaker, states } = await speak(address, Side.WINDOW);
    const heard: string[] = [];
    speaker.on('heard', ({ text }) => heard.push(text));

    const { speaker: other } = await (async () => {
      left.dispose();
      return speak(address, Side.CONSOLE);
    })();
    other.say('from the living');
    await other.allReceipted();

    expect(heard).toEqual(['from the living']);
    expect(states.map(({ status }) => status)).toEqual(['up']);
  });

  it('finds out by silence that a console has gone, and by its ping that it was only away', async () => {
    const address = fresh();
    const { speaker, states, identity } = await speak(address, Side.WINDOW, { pingMs: 20, patienceMs: 200 });
    const communicator = handMade(address);
    await communicator.write(hello('silent', identity.instance));
    await until(() => states.at(-1)?.status === 'up');
    expect(states.at(-1)).toMatchObject({ peer: { pid: 77, medium: 'mapped-file' } });

    await until(() => states.at(-1)?.status === 'waiting');
    expect(speaker.say('kept').isSent).toBe(false);
    await communicator.write(
      ChatEvent.toBinary({ kind: { case: 'ping', value: { seen: identity.instance } } }),
    );

    await until(() => states.at(-1)?.status === 'up');
  });

  it('refuses to be the second', async () => {
    const address = fresh();
    await speak(address, Side.WINDOW);
    await expect(speak(address, Side.WINDOW)).rejects.toMatchObject({ code: 'writer-exists' });
  });

  it('has failed when the bytes are no events', async () => {
    const address = fresh();
    const { states } = await speak(address, Side.WINDOW);
    await handMade(address).write(new Uint8Array(5).fill(0xff));
    await until(() => states.at(-1)?.status === 'failed');
  });
});

describe('a console over a mapped file', () => {
  it('that is the second waits, says why, and comes in when the first has gone', async () => {
    const address = fresh();
    const { states: window } = await speak(address, Side.WINDOW);
    const first = await speak(address, Side.CONSOLE);
    await until(() => window.at(-1)?.status === 'up');

    const second = await speak(address, Side.CONSOLE);
    expect(second.states.at(-1)).toEqual({
      status: 'waiting',
      reason: `another console (pid ${process.pid}) is in the chat`,
    });
    await first.speaker.close();

    await until(() => second.states.at(-1)?.status === 'up');
  });

  it('with a name that cannot be one is refused', async () => {
    await expect(speak('shm:a/b', Side.CONSOLE)).rejects.toMatchObject({ code: 'invalid-name' });
  });
});
