// SPDX-License-Identifier: Apache-2.0

import { runInNewContext } from 'node:vm';
import { DecodeError, type DecodeErrorCode } from '@memlane/rpc/codegen';
import { describe, expect, it } from 'vitest';
import { Choices, Lists, Maps, Nothing, Scalars, Tree } from '../../test/gen/bigint/everything.js';
import { HelloRequest } from '../../test/gen/bigint/greeter.js';
import { Scalars as NumberScalars } from '../../test/gen/number/everything.js';
import { Scalars as StringScalars } from '../../test/gen/string/everything.js';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

// biome-ignore lint/suspicious/noExplicitAny: wrong values are what is tested.
type Wrong = any;
const encodeScalars = (value: Wrong) => () => Scalars.toBinary(value);

describe('encoding a value of the wrong type', () => {
  it.each<[field: string, value: Wrong, message: string]>([
    ['aString', 5, 'a_string must be a string, not number'],
    ['aString', null, 'a_string must be a string, not null'],
    ['aString', {}, 'a_string must be a string, not an object'],
    ['aString', ['a'], 'a_string must be a string, not an array'],
    ['aString', 'a\ud800', 'a_string must be well-formed Unicode; it has half of a surrogate pair'],
    ['aBool', 1, 'a_bool must be a boolean, not number'],
    ['anInt32', '1', 'an_int32 must be a number, not string'],
    ['aUint32', 1n, 'a_uint32 must be a number, not bigint'],
    ['aDouble', '1', 'a_double must be a number, not string'],
    ['aFloat', null, 'a_float must be a number, not null'],
    ['anInt64', 1, 'an_int64 must be a bigint, not number'],
    ['aUint64', '1', 'a_uint64 must be a bigint, not string'],
    ['aFixed64', 1.5, 'a_fixed64 must be a bigint, not number'],
    ['someBytes', 'abc', 'some_bytes must be a Uint8Array, not string'],
    ['someBytes', null, 'some_bytes must be a Uint8Array, not null'],
    ['someBytes', [1], 'some_bytes must be a Uint8Array, not an array'],
    ['someBytes', new Uint16Array(1), 'some_bytes must be a Uint8Array, not Uint16Array'],
    ['someBytes', new ArrayBuffer(1), 'some_bytes must be a Uint8Array, not ArrayBuffer'],
  ])('throws a TypeError that names the field: %s = %o', (field, value, message) => {
    expect(encodeScalars({ [field]: value })).toThrow(new TypeError(`everything.Scalars.${message}`));
  });

  it.each<[message: string, encode: () => unknown]>([
    [
      'greeter.v1.HelloRequest must be an object, not undefined',
      () => HelloRequest.toBinary(undefined as Wrong),
    ],
    ['greeter.v1.HelloRequest must be an object, not string', () => HelloRequest.toBinary('x' as Wrong)],
    ['everything.Tree.left must be an object, not string', () => Tree.toBinary({ left: 'x' as Wrong })],
    ['everything.Tree.left must be an object, not null', () => Tree.toBinary({ left: null as Wrong })],
    ['everything.Tree.others must be an array, not an object', () => Tree.toBinary({ others: {} as Wrong })],
    ['everything.Tree.others must be an object, not null', () => Tree.toBinary({ others: [null] as Wrong })],
    [
      'everything.Lists.int32s must be an array, not Int32Array',
      () => Lists.toBinary({ int32s: new Int32Array(1) as Wrong }),
    ],
    [
      'everything.Lists.int32s must be a number, not string',
      () => Lists.toBinary({ int32s: ['1'] as Wrong }),
    ],
    [
      'everything.Lists.strings must be a string, not undefined',
      () => Lists.toBinary({ strings: new Array(1) }),
    ],
    [
      'everything.Maps.by_int32 must be a Map, not an object',
      () => Maps.toBinary({ byInt32: { 1: 2 } as Wrong }),
    ],
    [
      'everything.Maps.by_string must be a Map or an object, not string',
      () => Maps.toBinary({ byString: 'x' as Wrong }),
    ],
    [
      'everything.Maps.by_int32 key must be a number, not string',
      () => Maps.toBinary({ byInt32: new Map([['1', 2]]) as Wrong }),
    ],
    [
      'everything.Maps.by_string value must be a string, not number',
      () => Maps.toBinary({ byString: { a: 1 } as Wrong }),
    ],
    [
      'everything.Choices.choice must be an object, not string',
      () => Choices.toBinary({ choice: 'x' as Wrong }),
    ],
    [
      'everything.Choices.choice.case must name one of its fields, not "x"',
      () => Choices.toBinary({ choice: { case: 'x' } as Wrong }),
    ],
    [
      'everything.Choices.a_string must be a string, not undefined',
      () => Choices.toBinary({ choice: { case: 'aString' } as Wrong }),
    ],
    [
      'everything.Scalars.an_int64 must be a number, not bigint',
      () => NumberScalars.toBinary({ anInt64: 1n as Wrong }),
    ],
    [
      'everything.Scalars.an_int64 must be a string of digits, not bigint',
      () => StringScalars.toBinary({ anInt64: 1n as Wrong }),
    ],
  ])('throws a TypeError: %s', (message, encode) => {
    expect(encode).toThrow(new TypeError(message));
  });

  it('takes bytes and maps of another realm', () => {
    const bytes: Uint8Array = runInNewContext('new Uint8Array([1, 2])');
    const map: Map<string, string> = runInNewContext('new Map([["a", "b"]])');

    expect(Scalars.fromBinary(Scalars.toBinary({ someBytes: bytes })).someBytes).toEqual(
      new Uint8Array([1, 2]),
    );
    expect(Maps.fromBinary(Maps.toBinary({ byString: map })).byString).toEqual(new Map([['a', 'b']]));
  });

  it('leaves the next message whole', () => {
    const tree = { name: 'a', left: { name: 'b', left: { name: 'c' } } };
    const before = Tree.toBinary(tree);

    expect(() => Tree.toBinary({ left: { left: { name: 5 as Wrong } } })).toThrow(TypeError);

    expect(Tree.toBinary(tree)).toEqual(before);
  });
});

describe('encoding a value out of range', () => {
  it.each<[field: string, value: number | bigint, message: string]>([
    ['anInt32', 2147483648, 'an_int32 must be from -2,147,483,648 to 2,147,483,647, not 2147483648'],
    ['anInt32', 1.5, 'an_int32 must be an integer, not 1.5'],
    ['anInt32', Number.NaN, 'an_int32 must be an integer, not NaN'],
    ['aUint32', -1, 'a_uint32 must be from 0 to 4,294,967,295, not -1'],
    ['aSint32', -2147483649, 'a_sint32 must be from -2,147,483,648 to 2,147,483,647, not -2147483649'],
    ['aFixed32', 4294967296, 'a_fixed32 must be from 0 to 4,294,967,295, not 4294967296'],
    [
      'anInt64',
      2n ** 63n,
      'an_int64 must be from -9,223,372,036,854,775,808 to 9,223,372,036,854,775,807, not 9223372036854775808',
    ],
    ['aUint64', -1n, 'a_uint64 must be from 0 to 18,446,744,073,709,551,615, not -1'],
    ['aFloat', 1e39, 'a_float must be from -3.4028234663852886e+38 to 3.4028234663852886e+38, not 1e+39'],
  ])('throws a RangeError that names the field: %s = %s', (field, value, message) => {
    expect(encodeScalars({ [field]: value })).toThrow(new RangeError(`everything.Scalars.${message}`));
  });

  it('throws for an enum that is no 32-bit integer', () => {
    expect(() => Lists.toBinary({ colors: [2 ** 31] })).toThrow(RangeError);
  });

  it('ends for a message that holds itself', () => {
    const loop = Tree.create();
    loop.left = loop;

    expect(() => Tree.toBinary(loop)).toThrow(RangeError);
  });
});

describe('decoding hostile bytes', () => {
  const group = (levels: number): string => '0b'.repeat(levels) + '0c'.repeat(levels);
  const tree = (levels: number): Uint8Array => {
    let bytes = Buffer.alloc(0);
    for (let i = 0; i < levels; i++) {
      const length: number[] = [];
      for (let rest = bytes.length; ; rest >>>= 7) {
        length.push(rest > 127 ? (rest & 127) | 128 : rest);
        if (rest <= 127) break;
      }
      bytes = Buffer.concat([Buffer.from([0x12, ...length]), bytes]);
    }
    return bytes;
  };

  it.each<[situation: string, bytes: string, code: DecodeErrorCode]>([
    ['that end in a tag', '80', 'truncated'],
    ['that end after a tag', '18', 'truncated'],
    ['that end in a varint', '18 80', 'truncated'],
    ['that end in a 64-bit varint', '20 80 80 80', 'truncated'],
    ['that end in a fixed32', '4d 00 00 00', 'truncated'],
    ['that end in a double', '09 00 00 00 00 00 00 00', 'truncated'],
    ['that end in a string', '72 02 61', 'truncated'],
    ['that end in bytes', '7a 02 61', 'truncated'],
    ['of a string of 4 GiB', '72 ff ff ff ff 07 61', 'truncated'],
    ['of a string whose length has more than 31 bits', '72 ff ff ff ff 0f 61', 'invalid-varint'],
    ['that end in an unknown field', 'a2 06 05 00', 'truncated'],
    ['that end in an unknown fixed64', 'a1 06 05 00', 'truncated'],
    ['that end in an unknown group', 'a3 06', 'truncated'],
    ['of a varint of 11 bytes', '20 ff ff ff ff ff ff ff ff ff ff 01', 'invalid-varint'],
    ['of an int32 of 11 bytes', '18 ff ff ff ff ff ff ff ff ff ff 01', 'invalid-varint'],
    ['of a bool of 11 bytes', '68 ff ff ff ff ff ff ff ff ff ff 01', 'invalid-varint'],
    ['of an unknown varint of 11 bytes', 'a0 06 ff ff ff ff ff ff ff ff ff ff 01', 'invalid-varint'],
    ['of a tag of 6 bytes', '80 80 80 80 80 01', 'invalid-tag'],
    ['of a tag of more than 32 bits', '80 80 80 80 7f 01', 'invalid-tag'],
    ['of field number 0', '00 00', 'invalid-tag'],
    ['of field number 0 with a length', '02 00', 'invalid-tag'],
    ['of wire type 6', '1e', 'invalid-tag'],
    ['of wire type 7', '1f', 'invalid-tag'],
    ['of the end of no group', '0c', 'invalid-tag'],
    ['of a group that ends as another', 'a3 06 ac 06', 'invalid-tag'],
    ['of field number 0 in a group', 'a3 06 00 00 a4 06', 'invalid-tag'],
    ['of groups 101 deep', group(101), 'too-deep'],
    ['of Latin-1 in a string', '72 01 e9', 'invalid-utf8'],
    ['of a surrogate in a string', '72 03 ed a0 80', 'invalid-utf8'],
    ['of an overlong slash in a string', '72 02 c0 af', 'invalid-utf8'],
    ['of a long string with one wrong byte', `72 80 01 ${'61'.repeat(127)} ff`, 'invalid-utf8'],
  ])('%s throws DecodeError %s', (_, bytes, code) => {
    const decode = (): unknown => Scalars.fromBinary(bytesOf(bytes));

    expect(decode).toThrow(DecodeError);
    expect(decode).toThrow(expect.objectContaining({ code, name: 'DecodeError' }) as Error);
  });

  it('accepts groups 100 deep and messages 100 deep, not 101', () => {
    expect(() => Nothing.fromBinary(bytesOf(group(100)))).not.toThrow();
    expect(() => Tree.fromBinary(tree(100))).not.toThrow();
    expect(() => Tree.fromBinary(tree(101))).toThrow(expect.objectContaining({ code: 'too-deep' }) as Error);
  });

  it.each([
    ['a nested field', '12 03 0a 02 61  62'],
    ['a nested varint', '12 02 08 80  01'],
    ['a map entry', '12 02 08 80 01 01'],
  ])('does not read %s past the end of the message around it', (_, bytes) => {
    expect(() => Tree.fromBinary(bytesOf(bytes))).toThrow(
      expect.objectContaining({ code: 'truncated' }) as Error,
    );
    expect(() => Maps.fromBinary(bytesOf(bytes))).toThrow(DecodeError);
  });

  it('does not read a packed number past the end of its list', () => {
    expect(() => Lists.fromBinary(bytesOf('1a 01 80 01'))).toThrow(
      expect.objectContaining({ code: 'truncated' }) as Error,
    );
    expect(() => Lists.fromBinary(bytesOf('0a 04 00 00 00 00 00 00 00 00'))).toThrow(DecodeError);
  });

  it('takes time in proportion to the bytes for unknown fields between known ones', () => {
    const bytes = new Uint8Array(400_000);
    for (let i = 0; i < bytes.length; i += 4) bytes.set([0x18, 1, 0x78, 1], i);

    const message = Scalars.fromBinary(bytes);

    expect(Scalars.toBinary(message)).toHaveLength(2 + bytes.length / 2);
  });

  it('throws a TypeError for what are not bytes', () => {
    expect(() => Scalars.fromBinary('x' as Wrong)).toThrow(
      new TypeError('bytes must be a Uint8Array, not string'),
    );
  });
});
