// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { errorOf, file, generateFrom, summary } from '../../test/support/sources.js';

const told = (text: string): string => summary(errorOf(text)).replace('test.proto:', '');
const generate = (...lines: string[]) => generateFrom({ 'test.proto': file(...lines) });

describe('generate() of an option that protobuf does not have', () => {
  it.each([
    ['a file', 'option foo_bar = 1;', '2:8: bad-proto-option: no option is called foo_bar'],
    ['a message', 'message A { option foo = 1; }', '2:20: bad-proto-option: no option is called foo'],
    ['a field', 'message A { int32 b = 1 [foo = 2]; }', '2:26: bad-proto-option: no option is called foo'],
    [
      'a field of a oneof',
      'message A { oneof c { int32 b = 1 [foo = 2]; } }',
      '2:36: bad-proto-option: no option is called foo',
    ],
    [
      'a oneof',
      'message A { oneof c { option deprecated = true; int32 b = 1; } }',
      '2:30: bad-proto-option: no option is called deprecated',
    ],
    ['an enum', 'enum E { option foo = 1; A = 0; }', '2:17: bad-proto-option: no option is called foo'],
    ['a value', 'enum E { A = 0 [foo = 1]; }', '2:17: bad-proto-option: no option is called foo'],
    ['a service', 'service S { option foo = 1; }', '2:20: bad-proto-option: no option is called foo'],
    [
      'a method',
      'message A {} service S { rpc B(A) returns (A) { option foo = 1; } }',
      '2:56: bad-proto-option: no option is called foo',
    ],
    [
      'a file, in camel case',
      'option goPackage = "a";',
      '2:8: bad-proto-option: no option is called goPackage',
    ],
    [
      'a file, for protoc itself',
      'option uninterpreted_option = {};',
      '2:8: bad-proto-option: no option is called uninterpreted_option',
    ],
  ])('refuses it at %s', (_, text, expected) => {
    expect(told(file(text))).toBe(expected);
  });

  it.each([
    [
      'a default value',
      'message A { string b = 1 [default = "x"]; }',
      '2:27: unsupported: default values are of proto2, which is not supported',
    ],
    [
      'message sets',
      'message A { option message_set_wire_format = true; }',
      '2:20: unsupported: message sets are of proto2, which is not supported',
    ],
    [
      'features',
      'option features.field_presence = IMPLICIT;',
      '2:8: unsupported: option features is of editions, which are not supported',
    ],
    [
      'entries of a map',
      'message A { option map_entry = true; }',
      '2:20: bad-proto-option: map_entry cannot be set; use map<…>',
    ],
  ])('refuses %s, which proto3 does not have', (_, text, expected) => {
    expect(told(file(text))).toBe(expected);
  });
});

describe('generate() of an option with a wrong value', () => {
  it.each([
    [
      'a number for a bool',
      'message A { int32 b = 1 [deprecated = 7]; }',
      '2:39: bad-proto-option: option deprecated must be true or false',
    ],
    [
      'a string for a bool',
      'message A { int32 b = 1 [deprecated = "true"]; }',
      '2:39: bad-proto-option: option deprecated must be true or false',
    ],
    [
      'a message for a bool',
      'message A { int32 b = 1 [deprecated = {}]; }',
      '2:39: bad-proto-option: option deprecated must be true or false',
    ],
    [
      'a word for a string',
      'option go_package = a;',
      '2:21: bad-proto-option: option go_package must be a string',
    ],
    [
      'a number for a name',
      'message A { int32 b = 1 [json_name = 5]; }',
      '2:38: bad-proto-option: option json_name must be a string',
    ],
    [
      'an unknown name of an enum',
      'option optimize_for = FAST;',
      '2:23: bad-proto-option: option optimize_for must be one of SPEED, CODE_SIZE, LITE_RUNTIME',
    ],
    [
      'a number for an enum',
      'option optimize_for = 1;',
      '2:23: bad-proto-option: option optimize_for must be one of SPEED, CODE_SIZE, LITE_RUNTIME',
    ],
    [
      'a field of a bool',
      'message A { int32 b = 1 [deprecated.c = true]; }',
      '2:26: bad-proto-option: option deprecated has no c',
    ],
    [
      'a sign before a word',
      'message A { int32 b = 1 [deprecated = -true]; }',
      '2:39: syntax: expected the value of the option, found "-true"',
    ],
    [
      'packed for one',
      'message A { int32 b = 1 [packed = true]; }',
      '2:13: bad-proto-option: packed is for repeated numbers, bools and enums only',
    ],
    [
      'packed for strings',
      'message A { repeated string b = 1 [packed = true]; }',
      '2:22: bad-proto-option: packed is for repeated numbers, bools and enums only',
    ],
    [
      'lazy for a string',
      'message A { string b = 1 [lazy = true]; }',
      '2:13: bad-proto-option: lazy is for messages only',
    ],
    [
      'jstype for 32 bits',
      'message A { int32 b = 1 [jstype = JS_STRING]; }',
      '2:13: bad-proto-option: jstype is for integers of 64 bits only',
    ],
    [
      'allow_alias without an alias',
      'enum E { option allow_alias = true; A = 0; }',
      '2:17: bad-proto-option: no two values of E have the same number; leave allow_alias out',
    ],
  ])('refuses %s', (_, text, expected) => {
    expect(told(file(text))).toBe(expected);
  });

  it.each([
    [
      'a file',
      'option go_package = "a"; option go_package = "b";',
      '2:33: bad-proto-option: option go_package is set twice, first on line 2',
    ],
    [
      'a field',
      'message A { int32 b = 1 [deprecated = true, deprecated = true]; }',
      '2:45: bad-proto-option: option deprecated is set twice, first on line 2',
    ],
  ])('refuses a second one at %s', (_, text, expected) => {
    expect(told(file(text))).toBe(expected);
  });

  it('takes every kind of value where it belongs', () => {
    expect(() =>
      generate(
        'option go_package = "a" "b"; option optimize_for = CODE_SIZE; option java_string_check_utf8 = false;',
        'message A { repeated int64 b = 1 [packed = true, jstype = JS_STRING, json_name = "c"]; }',
        'message B { A a = 1 [lazy = true]; string c = 2 [packed = false, ctype = CORD]; }',
        'message C { int32 d = 1 [retention = RETENTION_SOURCE, targets = TARGET_TYPE_FILE, targets = TARGET_TYPE_FIELD]; }',
      ),
    ).not.toThrow();
  });
});

describe('generate() of an option in parentheses', () => {
  const declared = [
    'import "google/protobuf/descriptor.proto";',
    'package p;',
    'extend google.protobuf.FieldOptions { int32 foo = 50000; repeated int32 many = 50001; }',
    'message In { extend google.protobuf.MessageOptions { In bar = 50000; } int32 x = 1; }',
  ];

  it.each([
    [
      'is declared nowhere',
      'message A { int32 b = 1 [(baz) = 2]; }',
      '6:26: bad-proto-option: no option is called (baz)',
    ],
    [
      'is one of fields, at a message',
      'message A { option (foo) = 1; }',
      '6:20: bad-proto-option: (foo) is an option of google.protobuf.FieldOptions, not of google.protobuf.MessageOptions',
    ],
    [
      'is set twice',
      'message A { int32 b = 1 [(foo) = 2, (foo) = 3]; }',
      '6:37: bad-proto-option: option (foo) is set twice, first on line 6',
    ],
    ['has no value', 'message A { int32 b = 1 [(foo)]; }', '6:31: syntax: expected "=", found "]"'],
    [
      'is a map',
      'extend google.protobuf.FileOptions { map<int32, int32> m = 50000; }',
      '6:56: syntax: an option cannot be a map',
    ],
    ['is declared twice', 'message foo {}', '6:9: duplicate-name: foo is declared twice, first on line 4'],
  ])('refuses one that %s', (_, text, expected) => {
    expect(told(file(...declared, text))).toBe(expected);
  });

  it('takes one that is declared, whatever its value', () => {
    expect(() =>
      generate(
        ...declared,
        'message A { int32 b = 1 [(foo) = -1, (many) = 2, (.p.many) = 3]; option (p.In.bar).x = 5; }',
        'message B { option (In.bar) = { x: 1 /* one */ }; }',
      ),
    ).not.toThrow();
  });

  it('does not see one of a file that is not imported', () => {
    const error = errorOf({
      'a.proto': file('message A { int32 b = 1 [(foo) = 2]; }'),
      'b.proto': file(...declared.filter((line) => !line.startsWith('package'))),
    });

    expect(summary(error)).toBe('a.proto:2:26: bad-proto-option: no option is called (foo)');
  });

  it('refuses to declare one without the import of what it extends', () => {
    expect(told(file('extend google.protobuf.FieldOptions { int32 foo = 50000; }'))).toBe(
      '2:8: unresolved-type: google.protobuf.FieldOptions is declared in google/protobuf/descriptor.proto, which is not imported',
    );
  });
});
