// SPDX-License-Identifier: Apache-2.0
// A client process that is to be stopped: reads long streams with a deadline, and tells at the end how they ended.
import { connect, RpcError } from 'memlane';
import { TestService } from '../gen/interop.js';

const [address = '', timeoutMs = ''] = process.argv.slice(2);
process.once('disconnect', () => process.exit(0));
const channel = await connect(address);
const client = channel.client(TestService);
const responseParameters = Array.from({ length: 4000 }, () => ({ size: 60_000, intervalUs: 500 }));
const begun = performance.now();
let late = 0;
let reading = 0;

const codes = await Promise.all(
  Array.from({ length: 8 }, async () => {
    let over = false;
    const onTrailers = (): void => {
      if (over) late++;
    };
    const options = { timeoutMs: Number(timeoutMs), onHeaders: onTrailers, onTrailers };
    const responses = client.streamingOutputCall({ responseParameters }, options);
    try {
      await responses.next();
      if (++reading === 8) process.send?.('reading');
      for await (const _ of responses);
      return 'OK';
    } catch (error) {
      over = true;
      if ((await responses.next()).done !== true) late++;
      if (error instanceof RpcError) return error.codeName;
      throw error;
    }
  }),
);
const elapsedMs = performance.now() - begun;
// A whole call further, so that whatever was on its way has come.
await client.emptyCall({});
process.send?.({ codes, late, elapsedMs });
