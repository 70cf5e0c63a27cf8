// SPDX-License-Identifier: Apache-2.0
// logging() and authorize().
import { afterEach, describe, expect, it, vi } from 'vitest';
import { rejection, type Served, serve } from '../../test/support/served.js';
import { handlers } from '../../test/support/text-handlers.js';
import { type AccessRules, authorize, type CallRecord, Code, logging } from '../index.js';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

describe('logging()', () => {
  it('tells of every call, on both sides and of every kind', async () => {
    const records: CallRecord[] = [];
    const interceptors = [logging({ logger: (record) => records.push(record) })];
    served = await serve(
      { ...handlers, join: undefined as never },
      { server: { interceptors }, channel: { interceptors } },
    );
    const { texts } = served;

    await texts.upper({});
    await texts.count({ text: '3' }, { onMessage() {} });
    await rejection(texts.join([{}, {}]));
    await texts.echo([{}, {}], { onMessage() {} });

    const short = records.map(({ side, method, code, requests, responses }) => [
      side,
      method,
      code,
      requests,
      responses,
    ]);
    expect(short.filter(([side]) => side === 'client')).toEqual([
      ['client', '/test.Texts/Upper', 'OK', 1, 1],
      ['client', '/test.Texts/Count', 'OK', 1, 3],
      ['client', '/test.Texts/Join', 'UNIMPLEMENTED', expect.any(Number), 0],
      ['client', '/test.Texts/Echo', 'OK', 2, 2],
    ]);
    expect(short.filter(([side]) => side === 'server')).toEqual([
      ['server', '/test.Texts/Upper', 'OK', 1, 1],
      ['server', '/test.Texts/Count', 'OK', 1, 3],
      ['server', '/test.Texts/Join', 'UNIMPLEMENTED', 0, 0],
      ['server', '/test.Texts/Echo', 'OK', 2, 2],
    ]);
    expect(records.find(({ code }) => code !== 'OK')).toMatchObject({
      kind: 'client-streaming',
      message: 'the server has no handler for /test.Texts/Join',
      pid: undefined,
    });
    for (const { durationMs } of records) expect(durationMs).toBeGreaterThanOrEqual(0);
  });

  it('writes a line to the console by default', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    served = await serve(handlers, { channel: { interceptors: [logging()] } });

    await served.texts.upper({ text: 'a' });

    expect(log.mock.calls[0]?.[0]).toMatch(
      /^client \/test\.Texts\/Upper OK \d+\.\d ms, 1 request, 1 response$/,
    );
    log.mockRestore();
  });

  it('refuses a logger that is no function', () => {
    expect(() => logging({ logger: {} as never })).toThrow('logger must be a function, not Object');
  });
});

describe('authorize()', () => {
  async function codesWith(rules: AccessRules, metadata = {}): Promise<unknown[]> {
    served = await serve(handlers, { server: { interceptors: [authorize(rules)] } });
    const { texts } = served;
    const calls = [
      texts.upper({}, { metadata }),
      texts.count({}, { metadata, onMessage() {} }),
      texts.join([], { metadata }),
    ];
    return Promise.all(
      calls.map((call) =>
        call.then(
          () => Code.OK,
          (error) => error.code,
        ),
      ),
    );
  }

  it('denies methods without a rule, and lets the most particular rule hold', async () => {
    expect(await codesWith({ '/test.Texts/Upper': 'allow' })).toEqual([
      Code.OK,
      Code.PERMISSION_DENIED,
      Code.PERMISSION_DENIED,
    ]);
    await served?.close();
    expect(await codesWith({ '*': 'deny', '/test.Texts/*': 'allow', '/test.Texts/Count': 'deny' })).toEqual([
      Code.OK,
      Code.PERMISSION_DENIED,
      Code.OK,
    ]);
  });

  it('asks check(): false is PERMISSION_DENIED, undefined UNAUTHENTICATED', async () => {
    const rules: AccessRules = {
      '/test.Texts/Upper': { check: ({ metadata }) => metadata.has('token') || undefined },
      '/test.Texts/Count': { check: async ({ metadata }) => metadata.get('token') === 'right' },
      '*': { check: () => true },
    };

    expect(await codesWith(rules)).toEqual([Code.UNAUTHENTICATED, Code.PERMISSION_DENIED, Code.OK]);
    await served?.close();
    expect(await codesWith(rules, { token: 'right' })).toEqual([Code.OK, Code.OK, Code.OK]);
  });

  it('is UNAUTHENTICATED for rules of uid or gid where the client is not known', async () => {
    expect(await codesWith({ '*': { uids: [0] }, '/test.Texts/Count': { gids: [0] } })).toEqual([
      Code.UNAUTHENTICATED,
      Code.UNAUTHENTICATED,
      Code.UNAUTHENTICATED,
    ]);
  });

  it.each([
    [{ Upper: 'allow' }, 'rule "Upper" is neither "/package.Service/Method", "/package.Service/*" nor "*"'],
    [{ '*': 'maybe' }, 'rule "*" must be "allow", "deny" or an object, not string'],
    [{ '*': {} }, 'rule "*" has neither uids, gids nor check; say "allow" to let everyone through'],
    [{ '*': { uids: 0 } }, 'rule "*": uids must be an array of integers, not 0'],
    [{ '*': { uids: [0, 'root'] } }, 'rule "*": uids[1] must be an integer, not string'],
    [{ '*': { gids: [1.5] } }, 'rule "*": gids[0] must be an integer, not 1.5'],
    [{ '*': { check: true } }, 'rule "*": check must be a function, not true'],
    [undefined, 'rules must be an object, not undefined'],
  ])('refuses the rules %j', (rules, message) => {
    expect(() => authorize(rules as never)).toThrow(message);
  });

  it('is for servers', async () => {
    served = await serve(handlers, { channel: { interceptors: [authorize({ '*': 'allow' })] } });

    expect(await rejection(served.texts.upper({}))).toMatchObject({
      code: Code.UNKNOWN,
      message: 'authorize() is for servers',
    });
  });
});
