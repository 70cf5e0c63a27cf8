// SPDX-License-Identifier: Apache-2.0
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Metadata } from './metadata.js';

describe('Metadata', () => {
  it('keeps repeated keys in order and finds them in any case', () => {
    const metadata = new Metadata({ 'X-Tag': ['a', 'b'] });

    metadata.append('x-TAG', 'c');

    expect(metadata.getAll('X-tag')).toEqual(['a', 'b', 'c']);
    expect(metadata.get('x-tag')).toBe('a');
    expect([...metadata]).toEqual([
      ['x-tag', 'a'],
      ['x-tag', 'b'],
      ['x-tag', 'c'],
    ]);
  });

  it('replaces all values with set() and removes them with delete()', () => {
    const metadata = new Metadata([
      ['k', '1'],
      ['k', '2'],
    ]);

    metadata.set('K', '3');

    expect(metadata.getAll('k')).toEqual(['3']);
    expect(metadata.delete('K')).toBe(true);
    expect(metadata.size).toBe(0);
  });

  it('takes bytes for keys that end in -bin and text for all others', () => {
    const metadata = new Metadata({ 'trace-bin': Uint8Array.of(1, 2) });

    expect(metadata.get('trace-bin')).toEqual(Uint8Array.of(1, 2));
    expect(() => metadata.append('trace-bin', 'text')).toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_ARG_TYPE',
        message: 'metadata value of trace-bin must be a Uint8Array, not string',
      }),
    );
    expect(() => metadata.append('plain', Uint8Array.of(1))).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    );
  });

  it.each(['', 'with space', 'new\nline', 'carriage\rreturn', 'nul\0', 'ümlaut', 'colon:'])(
    'refuses the key %j',
    (key) => {
      expect(() => new Metadata().append(key, 'v')).toThrow(
        expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }),
      );
    },
  );

  it.each(['line\nbreak', 'nul\0', 'ümlaut', '\u{1F608}'])('refuses the text value %j', (value) => {
    expect(() => new Metadata().append('k', value)).toThrow(
      expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }),
    );
  });

  it('refuses names that begin with grpc-, but shows those that a peer sent', () => {
    expect(() => new Metadata().append('grpc-status', '0')).toThrow(/reserved/);
    expect(Metadata.received([['grpc-trace-bin', Uint8Array.of(7)]]).get('grpc-trace-bin')).toEqual(
      Uint8Array.of(7),
    );
  });

  it('copies when it is made from another', () => {
    const first = new Metadata({ a: '1' });
    const second = new Metadata(first);

    second.append('a', '2');

    expect(first.getAll('a')).toEqual(['1']);
  });

  it('shows its entries when it is printed', () => {
    expect(inspect(new Metadata({ a: '1' }))).toBe("Metadata [ [ 'a', '1' ] ]");
    expect(inspect(new Metadata())).toBe('Metadata []');
  });

  it('keeps keys such as __proto__ as plain data', () => {
    const metadata = Metadata.received([['__proto__', 'x']]);

    expect(metadata.get('__proto__')).toBe('x');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('a copy of metadata that were received', () => {
  it('leaves the reserved names out, which were for the call that they came with', () => {
    const received = Metadata.received([
      ['grpc-previous-rpc-attempts', '2'],
      ['tenant', 'a'],
    ]);

    expect(received.get('grpc-previous-rpc-attempts')).toBe('2');
    expect([...new Metadata(received)]).toEqual([['tenant', 'a']]);
  });

  it('keeps those that a layer of the call has set itself', () => {
    const own = Metadata.setReserved(new Metadata({ tenant: 'a' }), 'grpc-previous-rpc-attempts', '1');

    expect(new Metadata(own).get('grpc-previous-rpc-attempts')).toBe('1');
  });
});
