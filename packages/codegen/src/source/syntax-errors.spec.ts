// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { errorOf, file, summary } from '../../test/support/sources.js';

const told = (text: string): string => summary(errorOf(text)).replace('test.proto:', '');

describe('generate() of a file with a syntax error', () => {
  const cases: [situation: string, text: string, told: string][] = [
    [
      'misses a semicolon',
      file('message A {', '  string a = 1', '}'),
      '4:1: syntax: expected ";", found "}"',
    ],
    [
      'ends in a message',
      file('message A {', '  string a = 1;'),
      '3:16: syntax: expected a field or "}", found the end of the file',
    ],
    ['has a field without number', file('message A { string a; }'), '2:21: syntax: expected "=", found ";"'],
    [
      'has a number that is none',
      file('message A { string a = x; }'),
      '2:24: syntax: expected the number of the field, found "x"',
    ],
    [
      'has a name that is none',
      file('message 1A {}'),
      '2:9: syntax: expected the name of the message, found "1A"',
    ],
    [
      'has a type that is none',
      file('message A { a..b c = 1; }'),
      '2:13: syntax: expected the type of the field, found "a..b"',
    ],
    [
      'has a stray word',
      file('', '  massage A {}'),
      '3:3: syntax: expected message, enum, service, import or option, found "massage"',
    ],
    [
      'has a stray bracket',
      file('message A {}', '}'),
      '3:1: syntax: expected message, enum, service, import or option, found "}"',
    ],
    ['does not close a string', file('import "a.proto;'), '2:8: syntax: string is not closed on its line'],
    ['does not close a comment', file('message A {}', '/* more'), '3:1: syntax: comment is not closed'],
    [
      'closes a bracket of an option wrongly',
      file('message A { string a = 1 [x = {]; }'),
      '2:32: syntax: expected "}", found "]"',
    ],
    ['has a second package', file('package a;', 'package b;'), '3:1: syntax: a file has one package at most'],
    [
      'has its syntax in the middle',
      file('package a;', 'syntax = "proto3";'),
      '3:1: syntax: syntax must come first',
    ],
    [
      'repeats a field of a oneof',
      file('message A { oneof b { repeated string c = 1; } }'),
      '2:23: syntax: a field of a oneof cannot be repeated',
    ],
    ['has an empty oneof', file('message A { oneof b {} }'), '2:19: syntax: oneof b has no fields'],
    ['has an empty enum', file('enum E {}'), '2:6: syntax: enum E has no values'],
    [
      'has a method without returns',
      file('service S { rpc A(B) (B); }'),
      '2:22: syntax: expected "returns", found "("',
    ],
    [
      'has a stray word in a service',
      file('service S { method A(B); }'),
      '2:13: syntax: expected rpc, option or "}", found "method"',
    ],
    [
      'has an option without a value',
      file('message A {', '  string a = 1 [packed = ];', '}'),
      '3:26: syntax: expected the value of the option, found "]"',
    ],
    [
      'has empty brackets',
      file('message A { int32 a = 1 []; }'),
      '2:26: syntax: expected the name of an option, found "]"',
    ],
    [
      'has a stray word in a method',
      file('service S { rpc A(B) returns (B) { foo } }'),
      '2:36: syntax: expected option or "}", found "foo"',
    ],
    [
      'reserves a name beside a number',
      file('message A { reserved 5, "x"; }'),
      '2:25: syntax: expected a number, found "x"',
    ],
    [
      'reserves a number beside a name',
      file('message A { reserved "x", 5; }'),
      '2:27: syntax: expected a name in quotes, found "5"',
    ],
    [
      'has two names in reserved without a comma',
      file('message A { reserved 1 to; }'),
      '2:26: syntax: expected a number or "max", found ";"',
    ],
  ];

  it.each(cases)('that %s tells file, line and column', (_, text, expected) => {
    expect(told(text)).toBe(expected);
  });

  it('counts columns in UTF-16 units, a tab as one, as editors do', () => {
    expect(told(file('/* ä😀 */\tmassage A {}'))).toMatch(/^2:11: syntax/);
  });

  it('counts lines that end with a carriage return too', () => {
    expect(told('syntax = "proto3";\r\n\r\n  massage')).toMatch(/^3:3: syntax/);
  });

  it('begins at line 1 with a byte order mark', () => {
    expect(told('\uFEFFsyntax = "proto3"; massage')).toMatch(/^1:20: syntax/);
  });
});

describe('generate() of a file with what is not supported', () => {
  const cases: [what: string, text: string, told: string][] = [
    [
      'no syntax',
      '\n  message A {}',
      '2:3: unsupported: the file does not begin with syntax = "proto3", so it is proto2, which is not supported',
    ],
    ['proto2', 'syntax = "proto2";', '1:10: unsupported: syntax "proto2" is not supported; use "proto3"'],
    [
      'an edition',
      'edition = "2023";',
      '1:1: unsupported: editions are not supported; use syntax = "proto3"',
    ],
    [
      'a group',
      file('message A { repeated group B = 1 {} }'),
      '2:22: unsupported: groups are not supported; use a message',
    ],
    [
      'a required field',
      file('message A { required int32 b = 1; }'),
      '2:13: unsupported: "required" is of proto2, which is not supported; leave it out',
    ],
    [
      'extension numbers',
      file('message A { extensions 100 to 199; }'),
      '2:13: unsupported: extensions are not supported',
    ],
    [
      'an extension',
      file('message A {}', 'extend A { string b = 1; }'),
      '3:1: unsupported: extensions are not supported',
    ],
    [
      '33 levels of messages',
      file(`${'message A {'.repeat(33)}${'}'.repeat(33)}`),
      '2:353: unsupported: messages nest deeper than 32 levels',
    ],
    [
      'the name __proto__',
      file('message A { string __proto__ = 1; }'),
      '2:20: unsupported: the name __proto__ is not supported',
    ],
  ];

  it.each(cases)('refuses %s with file, line and column', (_, text, expected) => {
    expect(told(text)).toBe(expected);
  });
});
