// SPDX-License-Identifier: Apache-2.0
// gRPC's fourteen interop cases and six more, strict, over every transport. All but "memory" cross two processes.
// Mixed pairs with another implementation of gRPC need an address that speaks gRPC; there is none yet.
import { type Channel, connect } from 'memlane';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amount, timeLimit } from '../src/amount.js';
import { TestService } from '../src/gen/interop.js';
import { Probe } from '../src/gen/probe.js';
import { interopCases } from '../src/interop/cases/list.js';
import { type Amounts, fullAmounts, shortAmounts } from '../src/interop/contract.js';
import { type Served, serve, type Way, ways } from '../src/served.js';

const amounts: Amounts = {
  rpcSoak: amount('calls of rpc_soak', shortAmounts.rpcSoak, fullAmounts.rpcSoak),
  channelSoak: amount('channels of channel_soak', shortAmounts.channelSoak, fullAmounts.channelSoak),
};

it('there are the fourteen cases and six more', () => {
  expect(new Set(interopCases.map(({ name }) => name)).size).toBe(20);
});

describe.each(Object.keys(ways) as Way[])('over %s', (way) => {
  let served: Served;
  let channel: Channel;
  beforeAll(async () => {
    served = await serve(way);
    channel = await connect(served.address);
  });
  afterAll(async () => {
    await channel.close();
    await served.close();
  });

  it(`the bytes go by ${ways[way].medium}`, () => {
    expect(channel.stats()).toMatchObject({ medium: ways[way].medium });
    expect(served.pid === process.pid).toBe(way === 'memory');
  });

  it.each(interopCases)(
    '$name',
    async ({ run }) => {
      await run({
        channel,
        client: channel.client(TestService),
        connect: () => connect(served.address),
        amounts,
      });

      // Nothing runs on behind a case: the probe is the only call there is.
      expect((await channel.client(Probe).usage({})).runningCalls).toBe(1);
      expect(channel.state).toBe('ready');
    },
    timeLimit(60_000),
  );
});
