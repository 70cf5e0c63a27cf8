// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { errorOf, file, summary } from '../../test/support/sources.js';

const told = (text: string): string => summary(errorOf(text)).replace('test.proto:', '');

describe('generate() of names and numbers that clash', () => {
  const cases: [what: string, text: string, told: string][] = [
    [
      'two fields of one name',
      file('message A {', 'string b = 1;', 'int32 b = 2; }'),
      '4:7: duplicate-name: b is declared twice, first on line 3',
    ],
    [
      'a field and a oneof of one name',
      file('message A { string b = 1; oneof b { string c = 2; } }'),
      '2:33: duplicate-name: b is declared twice, first on line 2',
    ],
    [
      'a nested message and the one of the entries of a map',
      file('message A {', 'map<int32, int32> b_c = 1;', 'message BCEntry {} }'),
      '4:9: duplicate-name: BCEntry is declared twice, first on line 3',
    ],
    [
      'two messages of one name',
      file('message A {}', 'message A {}'),
      '3:9: duplicate-name: A is declared twice, first on line 2',
    ],
    [
      'a message and a service of one name',
      file('message A {}', 'service A {}'),
      '3:9: duplicate-name: A is declared twice, first on line 2',
    ],
    [
      'two methods of one name',
      file('message A {}', 'service S { rpc B(A) returns (A); rpc B(A) returns (A); }'),
      '3:39: duplicate-name: B is declared twice, first on line 3',
    ],
    [
      'values of two enums of one name',
      file('enum E { X = 0; }', 'enum F { X = 0; }'),
      '3:10: duplicate-name: X is declared twice, first on line 2',
    ],
    [
      'two fields of one number',
      file('message A {', 'string b = 1;', 'int32 c = 1; }'),
      '4:11: duplicate-number: c and b have the same number 1',
    ],
    [
      'two fields of one number, written otherwise',
      file('message A { string b = 16; int32 c = 0x10; }'),
      '2:38: duplicate-number: c and b have the same number 16',
    ],
    [
      'two values of one number',
      file('enum E { X = 0; Y = 0; }'),
      '2:21: duplicate-number: Y and X have the same number 0',
    ],
    [
      'names that are one in camel case',
      file('message A { string a_b = 1; string aB = 2; }'),
      '2:36: name-clash: aB and a_b on line 2 are both aB in TypeScript',
    ],
    [
      'methods that are one in camel case',
      file('message A {}', 'service S { rpc ab(A) returns (A); rpc Ab(A) returns (A); }'),
      '3:40: name-clash: Ab and ab on line 3 are both ab in TypeScript',
    ],
    [
      'nested and other names that are one',
      file('message A { message B {} }', 'message A_B {}'),
      '3:9: name-clash: A_B and B on line 2 are both A_B in TypeScript',
    ],
    [
      'a reserved name',
      file('message A { reserved "b", "c"; string c = 1; }'),
      '2:39: reserved: A reserves the name c',
    ],
    [
      'a reserved number',
      file('message A { reserved 2, 4 to 6; string c = 5; }'),
      '2:44: reserved: A reserves the number 5',
    ],
    [
      'a number reserved up to max',
      file('message A { reserved 1000 to max; string c = 5000; }'),
      '2:46: reserved: A reserves the number 5000',
    ],
    [
      'a reserved value',
      file('enum E { reserved -5 to -1; X = 0; Y = -3; }'),
      '2:40: reserved: E reserves the number -3',
    ],
    [
      'a name that is reserved twice',
      file('message A { reserved "b", "b"; }'),
      '2:27: duplicate-name: b is reserved twice',
    ],
    [
      'a number that is reserved twice',
      file('message A { reserved 5, 4 to 6; }'),
      '2:25: duplicate-number: 5 is reserved twice',
    ],
    [
      'reserved numbers from high to low',
      file('message A { reserved 5 to 3; }'),
      '2:22: bad-number: the reserved numbers 5 to 3 end before they begin',
    ],
    [
      'a reserved number 0',
      file('message A { reserved 0; }'),
      '2:22: bad-number: reserved numbers are from 1 to 536,870,911',
    ],
    [
      'a reserved value of 33 bits',
      file('enum E { A = 0; reserved 5 to 2147483648; }'),
      '2:26: bad-number: reserved numbers are from -2,147,483,648 to 2,147,483,647',
    ],
    [
      'an import of the same file',
      file('import "google/protobuf/any.proto";', 'import "google/protobuf/any.proto";'),
      '3:8: duplicate-name: google/protobuf/any.proto is imported twice, first on line 2',
    ],
    [
      'a oneof with the name of the one of an optional field',
      file('message A { oneof _x { int32 a = 1; } optional int32 x = 2; }'),
      '2:19: unsupported: the name _x beside optional x is not supported; rename one',
    ],
    [
      'field number 0',
      file('message A { string b = 0; }'),
      '2:24: bad-number: field number 0 is not from 1 to 536,870,911',
    ],
    [
      'a negative field number',
      file('message A { string b = -1; }'),
      '2:24: bad-number: field number -1 is not from 1 to 536,870,911',
    ],
    [
      'a field number above the limit',
      file('message A { string b = 536870912; }'),
      '2:24: bad-number: field number 536870912 is not from 1 to 536,870,911',
    ],
    [
      'a field number of protobuf itself',
      file('message A { string b = 19500; }'),
      '2:24: bad-number: field number 19500 is one of 19,000 to 19,999, which protobuf keeps',
    ],
    [
      'an enum that does not begin with 0',
      file('enum E { X = 1; }'),
      '2:14: bad-number: the first value of E must be 0, its default',
    ],
    [
      'an enum value of 33 bits',
      file('enum E { X = 0; Y = 2147483648; }'),
      '2:21: bad-number: 2147483648 is not a 32-bit integer',
    ],
  ];

  it.each(cases)('refuses %s at the second of them', (_, text, expected) => {
    expect(told(text)).toBe(expected);
  });

  it('lets values of an enum have the same number with allow_alias', () => {
    expect(() => errorOf(file('enum E { option allow_alias = true; X = 0; Y = 0; }'))).toThrow('succeeded');
  });
});

describe('generate() of types and imports that are not there', () => {
  it.each([
    [
      'of a field',
      file('message A {', '  Missing b = 1;', '}'),
      '3:3: unresolved-type: no message or enum is called Missing',
    ],
    [
      'of a list',
      file('message A { repeated a.B b = 1; }'),
      '2:22: unresolved-type: no message or enum is called a.B',
    ],
    [
      'of the values of a map',
      file('message A { map<string, B> b = 1; }'),
      '2:25: unresolved-type: no message or enum is called B',
    ],
    [
      'of a request',
      file('message A {}', 'service S { rpc M(B) returns (A); }'),
      '3:19: unresolved-type: no message or enum is called B',
    ],
    [
      'of a response',
      file('message A {}', 'service S { rpc M(A) returns (stream B); }'),
      '3:38: unresolved-type: no message or enum is called B',
    ],
    [
      'in the scope of another message',
      file('message A { message B {} }', 'message C { B b = 1; }'),
      '3:13: unresolved-type: no message or enum is called B',
    ],
  ])('tells the place of the type %s', (_, text, expected) => {
    expect(told(text)).toBe(expected);
  });

  it('refuses a map key that is not an integer, bool or string', () => {
    expect(told(file('message A { map<float, string> b = 1; }'))).toBe(
      '2:17: bad-type: the keys of a map cannot be float',
    );
  });

  it('looks for the rest of a name in the innermost thing of its first part', () => {
    expect(told(file('package p;', 'message p { p.A b = 2; }', 'message A {}'))).toBe(
      '3:13: unresolved-type: p.A means p.p.A here, which is not declared; the other one is .p.A',
    );
  });

  it('takes the method of that name rather than the message as a request', () => {
    const service = 'service S { rpc B(c) returns (.c); rpc c(.c) returns (.c); }';

    expect(told(file('message c {}', service))).toBe('3:19: bad-type: c is the method S.c here, no message');
  });

  it('passes over a field, a value and a service of the name of a type', () => {
    const lines = [
      'package p;',
      'message b {}',
      'message A { b b = 1; p.b c = 2; enum E { b2 = 0; } b2 d = 3; }',
    ];

    expect(() => errorOf(file(...lines, 'message b2 {}'))).toThrow('succeeded');
  });

  it('refuses an enum as a request', () => {
    expect(told(file('message A {}', 'enum E { X = 0; }', 'service S { rpc M(E) returns (A); }'))).toBe(
      '4:19: bad-type: the input of a method cannot be the enum E',
    );
  });

  it('names the file to import when the type is in another one', () => {
    const error = errorOf({ 'a.proto': file('message A { B b = 1; }'), 'b.proto': file('message B {}') });

    expect(summary(error)).toBe(
      'a.proto:2:13: unresolved-type: B is declared in b.proto, which is not imported',
    );
  });

  it('does not see what an imported file imports for itself', () => {
    const error = errorOf({
      'a.proto': file('import "b.proto";', 'message A { C c = 1; }'),
      'b.proto': file('import "c.proto";', 'message B { C c = 1; }'),
      'c.proto': file('message C {}'),
    });

    expect(summary(error)).toBe(
      'a.proto:3:13: unresolved-type: C is declared in c.proto, which is not imported',
    );
  });

  it('tells the place of an import that is not there', () => {
    const error = errorOf({ 'dir/a.proto': file('import "b.proto";') });

    expect(summary(error)).toBe('dir/a.proto:2:8: unresolved-import: b.proto is not in the directory');
  });

  it('tells the place of an import that closes a circle', () => {
    const error = errorOf({
      'a.proto': file('import "b.proto";'),
      'b.proto': file('import "c.proto";'),
      'c.proto': file('', 'import "b.proto";'),
    });

    expect(summary(error)).toBe(
      'c.proto:3:8: import-cycle: files import each other: b.proto → c.proto → b.proto',
    );
  });

  it('tells the place of a message that another file declares too', () => {
    const error = errorOf({
      'a.proto': file('package x;', 'message A {}'),
      'b.proto': file('package x;', '  message A {}'),
    });

    expect(summary(error)).toBe('b.proto:3:11: duplicate-name: A is declared twice, first in a.proto:3');
  });

  it('refuses two files whose outputs differ in case only', () => {
    const error = errorOf({ 'A.proto': file(), 'a.proto': file() });

    expect(error.code).toBe('output-clash');
    expect(error.message).toMatch(/^A\.proto and a\.proto would/);
  });
});
