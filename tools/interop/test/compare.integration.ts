// SPDX-License-Identifier: Apache-2.0
// The same-result property can fail: a client behind which something goes wrong is found out, with the seed.
import {
  type CallOptions,
  type Channel,
  type Client,
  connect,
  Metadata,
  RpcError,
  type Server,
} from 'memlane';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Item, type ItemInit, Script } from '../src/gen/script.js';
import { compareScripts, describeMismatch } from '../src/script/compare.js';
import { generateScript } from '../src/script/generate.js';
import { createTestServer } from '../src/test-server.js';

type ScriptClient = Client<typeof Script>;

let server: Server;
let channel: Channel;
beforeAll(async () => {
  server = createTestServer();
  await server.listen('memory:compare-spec');
  channel = await connect('memory:compare-spec');
});
afterAll(async () => {
  await channel.close();
  await server.close();
});

const run = (client: ScriptClient, watchdogMs: number) =>
  compareScripts({
    clients: new Map([['memory', client]]),
    firstSeed: 1,
    count: 150,
    concurrency: 16,
    watchdogMs,
  });

function withoutFirst(metadata: Metadata): Metadata {
  const copy = new Metadata(metadata);
  for (const [key] of metadata) {
    copy.delete(key);
    break;
  }
  return copy;
}

/** What may go wrong on the way, as a change of one unary call. */
const faults: Record<
  string,
  (call: ScriptClient['unary'], request: ItemInit, options: CallOptions) => Promise<Item>
> = {
  'a trailer is lost': (call, request, options) =>
    call(request, { ...options, onTrailers: (metadata) => options.onTrailers?.(withoutFirst(metadata)) }),
  'one of the initial metadata is lost': (call, request, options) =>
    call(request, { ...options, onHeaders: (metadata) => options.onHeaders?.(withoutFirst(metadata)) }),
  'metadata of the request are lost': (call, request, options) =>
    call(request, { ...options, metadata: withoutFirst(new Metadata(options.metadata)) }),
  'a code is another one': (call, request, options) =>
    call(request, options).catch((error: RpcError) => {
      throw new RpcError(error.code === 5 ? 6 : 5, error.message, { metadata: error.metadata });
    }),
  'the details are lost': (call, request, options) =>
    call(request, options).catch((error: RpcError) => {
      const metadata = new Metadata(error.metadata);
      metadata.delete('grpc-status-details-bin');
      throw new RpcError(error.code, error.message, { metadata });
    }),
  'a text is cut': (call, request, options) =>
    call(request, options).catch((error: RpcError) => {
      throw new RpcError(error.code, error.message.slice(1), { metadata: error.metadata });
    }),
  'a byte of a response is another one': async (call, request, options) => {
    const response = await call(request, options);
    if (response.body.length > 100) response.body[100]! ^= 1;
    return response;
  },
  'a request is one byte short': (call, request, options) =>
    call({ ...request, body: request.body!.subarray(1) }, options),
  'a call never settles': (call, request, options) =>
    request.body!.length > 60_000 ? new Promise(() => {}) : call(request, options),
};

describe('compareScripts()', () => {
  it('finds nothing where all is well', async () => {
    expect(await run(channel.client(Script), 60_000)).toEqual([]);
  });

  it.each(Object.keys(faults))('finds out when %s', async (name) => {
    const client = channel.client(Script);
    const faulty = {
      ...client,
      unary: (request: ItemInit, options: CallOptions) => faults[name]!(client.unary, request, options),
    };

    const mismatches = await run(faulty as ScriptClient, name === 'a call never settles' ? 2000 : 60_000);

    const found = mismatches.find(({ seed }) => generateScript(seed).kind === 'unary');
    expect(found).toBeDefined();
    expect(describeMismatch(found!)).toContain(
      `again: node tools/interop/scripts.mjs --seed ${found!.seed} --count 1`,
    );
  });
});

describe('generateScript()', () => {
  it('makes the same script of the same seed, and others of others', () => {
    expect(generateScript(42)).toEqual(generateScript(42));
    expect(generateScript(42)).not.toEqual(generateScript(43));
  });

  it('makes every kind of method, end and size', () => {
    const scripts = Array.from({ length: 2000 }, (_, seed) => generateScript(seed));

    expect(new Set(scripts.map(({ kind }) => kind)).size).toBe(4);
    expect(new Set(scripts.map(({ clientEnd }) => clientEnd.by)).size).toBe(7);
    expect(new Set(scripts.map(({ plan }) => plan.ending?.ending.case)).size).toBe(4);
    const sizes = scripts.flatMap(({ requests }) => requests);
    expect(Math.min(...sizes)).toBe(0);
    expect(Math.max(...sizes)).toBe(1024 * 1024);
  });
});
