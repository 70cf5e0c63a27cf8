// SPDX-License-Identifier: Apache-2.0
// The tests that every transport must pass, for vitest. Each is named after the rule of contract.ts that it proves.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe } from 'vitest';
import { describeAddresses } from './conformance/addresses.js';
import { describeBytes } from './conformance/bytes.js';
import { describeEnd } from './conformance/end.js';
import { Stage } from './conformance/stage.js';
import { describeWait } from './conformance/wait.js';
import type { Transport } from './contract.js';

export interface TransportUnderTest {
  readonly transport: Transport;
  /** A target that nobody listens at; names of its own without it, since tests run at the same time. */
  freshTarget?(): string;
}

/** Declares the suite for one transport. `make` is called before each test and may set the stage for it. */
export function describeTransport(name: string, make: () => TransportUnderTest): void {
  describe(`transport ${name}`, () => {
    let current: Stage;
    beforeEach(() => {
      const { transport, freshTarget } = make();
      current = new Stage(transport, freshTarget?.() ?? `conformance-${randomUUID().slice(0, 13)}`);
    });
    afterEach(() => current.close());

    // The tests are declared once and played on a new stage each.
    const stage = (): Stage => current;
    describeBytes(stage);
    describeEnd(stage);
    describeAddresses(stage);
    describeWait(stage);
  });
}
