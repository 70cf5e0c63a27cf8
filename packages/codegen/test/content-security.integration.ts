// SPDX-License-Identifier: Apache-2.0
// Generated code and its runtime make no code from strings, so that they work under a strict Content-Security-Policy.
import { describe, expect, it } from 'vitest';
import { start } from './support/run.js';

describe('generated code where code from strings is forbidden', () => {
  it('encodes and decodes', async () => {
    const program = start(
      'packages/codegen/test/support/without-eval.ts',
      [],
      ['--disallow-code-generation-from-strings'],
    );

    expect(await program.finished).toEqual({
      code: 0,
      stdout: 'true b 100 b /greeter.v1.Greeter/SayHello\n',
      stderr: '',
    });
  });
});
