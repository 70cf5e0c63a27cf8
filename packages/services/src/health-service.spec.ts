// SPDX-License-Identifier: Apache-2.0
import { type Client, Code, type HandlerContext } from '@memlane/rpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure, newServer, type Served, serve } from '../test/support/served.js';
import { Health, HealthService, type HealthStatus, ServingStatus } from './index.js';

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN, UNKNOWN } = ServingStatus;

let health: HealthService;
let served: Served;
let client: Client<typeof Health>;
beforeEach(async () => {
  health = new HealthService();
  served = await serve((server) => server.add(Health, health));
  client = served.channel.client(Health);
});
afterEach(() => served.close());

/** The statuses of a Watch call, one after the other. */
function watch(service?: string): () => Promise<number | undefined> {
  const statuses = client.watch({ service });
  return async () => (await statuses.next()).value?.status;
}

describe('Check', () => {
  it('says that the whole server is serving, before it is told anything', async () => {
    expect(await client.check({})).toEqual({ status: SERVING });
    expect(await client.check({ service: '' })).toEqual({ status: SERVING });
  });

  it.each(['SERVING', 'NOT_SERVING', 'UNKNOWN'] as const)('says %s once it was set', async (status) => {
    health.setStatus('orders.Orders', status);

    expect(await client.check({ service: 'orders.Orders' })).toEqual({ status: ServingStatus[status] });
    expect(await client.check({})).toEqual({ status: SERVING });
  });

  it('ends with NOT_FOUND for a service without a status, also after it was cleared', async () => {
    expect(await failure(client.check({ service: 'a.A' }))).toMatchObject({
      code: Code.NOT_FOUND,
      message: 'service "a.A" has no health status',
    });
    health.setStatus('a.A', 'SERVING');
    await client.check({ service: 'a.A' });
    health.clearStatus('a.A');

    expect((await failure(client.check({ service: 'a.A' }))).code).toBe(Code.NOT_FOUND);
  });

  it('does not send a huge name back', async () => {
    const { code, message } = await failure(client.check({ service: 'x'.repeat(1_000_000) }));

    expect(code).toBe(Code.NOT_FOUND);
    expect(message.length).toBeLessThan(300);
    expect(message).toContain('(1,000,000 characters)');
  });

  it.each(['__proto__', 'constructor', '\0', '😀'])('knows %j only after it was set', async (service) => {
    expect((await failure(client.check({ service }))).code).toBe(Code.NOT_FOUND);

    health.setStatus(service, 'SERVING');

    expect(await client.check({ service })).toEqual({ status: SERVING });
  });
});

describe('List', () => {
  it('says the status of everything that has one', async () => {
    health.setStatus('a.A', 'NOT_SERVING');
    health.setStatus('b.B', 'SERVING');
    health.clearStatus('b.B');

    expect((await client.list({})).statuses).toEqual(
      new Map([
        ['', { status: SERVING }],
        ['a.A', { status: NOT_SERVING }],
      ]),
    );
  });
});

describe('Watch', () => {
  it('says the status now, and then each one that it changes to', async () => {
    health.setStatus('a.A', 'UNKNOWN');
    const next = watch('a.A');

    expect(await next()).toBe(UNKNOWN);
    health.setStatus('a.A', 'SERVING');
    expect(await next()).toBe(SERVING);
    health.setStatus('a.A', 'NOT_SERVING');
    expect(await next()).toBe(NOT_SERVING);
  });

  it('says nothing when the same status is set again, or that of another service', async () => {
    const next = watch('');
    expect(await next()).toBe(SERVING);

    health.setStatus('', 'SERVING');
    health.setStatus('a.A', 'NOT_SERVING');
    await client.check({});
    health.setStatus('', 'NOT_SERVING');

    expect(await next()).toBe(NOT_SERVING);
  });

  it('begins with SERVICE_UNKNOWN for a service without a status, and goes on when it gets one', async () => {
    const next = watch('late.Late');
    expect(await next()).toBe(SERVICE_UNKNOWN);

    health.setStatus('late.Late', 'SERVING');
    expect(await next()).toBe(SERVING);
    health.clearStatus('late.Late');
    expect(await next()).toBe(SERVICE_UNKNOWN);
  });

  it('says only the last of several statuses that were set at once', async () => {
    const next = watch('a.A');
    expect(await next()).toBe(SERVICE_UNKNOWN);

    for (const status of ['SERVING', 'NOT_SERVING', 'SERVING', 'UNKNOWN'] as const)
      health.setStatus('a.A', status);

    expect(await next()).toBe(UNKNOWN);
    health.setStatus('a.A', 'SERVING');
    expect(await next()).toBe(SERVING);
  });

  it('tells every client, and no longer the one that has left', async () => {
    const leaving = client.watch({});
    const staying = watch('');
    expect([(await leaving.next()).value?.status, await staying()]).toEqual([SERVING, SERVING]);

    await leaving.return?.();
    health.setStatus('', 'NOT_SERVING');

    expect(await staying()).toBe(NOT_SERVING);
    expect(await leaving.next()).toMatchObject({ done: true });
  });

  it('ends on the server when the client leaves', async () => {
    const statuses = client.watch({});
    await statuses.next();
    expect(served.server.runningCalls).toBe(1);

    await statuses.return?.();
    await client.check({});

    expect(served.server.runningCalls).toBe(0);
  });
});

describe('while the server closes', () => {
  it('Watch says NOT_SERVING and ends with OK, so that nobody waits for the grace', async () => {
    const watched = watch('');
    const unknown = watch('nobody.Knows');
    expect([await watched(), await unknown()]).toEqual([SERVING, SERVICE_UNKNOWN]);

    const closed = served.server.close({ graceMs: Number.POSITIVE_INFINITY });

    expect(await watched()).toBe(NOT_SERVING);
    expect(await watched()).toBeUndefined();
    expect(await unknown()).toBeUndefined();
    await closed;
  });

  it('does not say NOT_SERVING twice', async () => {
    health.setStatus('', 'NOT_SERVING');
    const watched = watch('');
    expect(await watched()).toBe(NOT_SERVING);

    await served.server.close({ graceMs: Number.POSITIVE_INFINITY });

    expect(await watched()).toBeUndefined();
  });

  it('Check and List say NOT_SERVING to a call that still comes in', () => {
    const context = { closing: AbortSignal.abort() } as HandlerContext;

    expect(health.check({ service: '' }, context)).toEqual({ status: NOT_SERVING });
    expect(health.list({}, context).statuses).toEqual(new Map([['', { status: NOT_SERVING }]]));
    expect(() => health.check({ service: 'a.A' }, context)).toThrow('service "a.A" has no health status');
  });

  it('another server with the same HealthService goes on', async () => {
    const other = await serve((server) => server.add(Health, health));
    await served.server.close();

    expect(await other.channel.client(Health).check({})).toEqual({ status: SERVING });
    await other.close();
  });
});

describe('HealthService.setStatus()', () => {
  it.each([
    ['a number', 1, 'status must be SERVING, NOT_SERVING, UNKNOWN, not number'],
    ['nothing', undefined, 'status must be SERVING, NOT_SERVING, UNKNOWN, not undefined'],
    ['null', null, 'status must be SERVING, NOT_SERVING, UNKNOWN, not null'],
    ['another word', 'OK', 'status must be SERVING, NOT_SERVING, UNKNOWN, not "OK"'],
    ["Watch's own status", 'SERVICE_UNKNOWN', 'not "SERVICE_UNKNOWN"'],
    ['the name of a property', 'constructor', 'not "constructor"'],
  ])('throws TypeError for %s as status', (_, status, message) => {
    const set = (): void => health.setStatus('a.A', status as HealthStatus);

    expect(set).toThrow(TypeError);
    expect(set).toThrow(message);
  });

  it('throws TypeError when the service is no string', () => {
    expect(() => health.setStatus(1 as never, 'SERVING')).toThrow('service must be a string, not number');
    expect(() => health.clearStatus([] as never)).toThrow('service must be a string, not an array');
  });
});

describe('server.add(Health, …)', () => {
  it('throws RangeError the second time', async () => {
    const server = newServer().add(Health, health);

    expect(() => server.add(Health, health)).toThrow('service grpc.health.v1.Health was added before');
    await server.close();
  });
});
