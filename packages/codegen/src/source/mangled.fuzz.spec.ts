// SPDX-License-Identifier: Apache-2.0
// Mangled `.proto` texts: the generator ends, either in TypeScript or in a CodegenError with a place. A failing seed is
// told; PROTO_SEED=… plays it alone.
import { describe, expect, it } from 'vitest';
import { Random } from '../../test/support/random.js';
import { generateFrom } from '../../test/support/sources.js';
import { CodegenError } from '../codegen-error.js';
import { wellKnownPaths, wellKnownText } from '../well-known/well-known-files.js';
import { tokenize } from './token.js';

const given = process.env.PROTO_SEED;
const first = given === undefined ? Date.now() % 1_000_000_000 : Number(given);
/** In the deep run a thousand times as many. */
const usual = process.env.MEMLANE_DEEP === '1' ? 6_000_000 : 6_000;
const rounds = given === undefined ? Number(process.env.MEMLANE_FUZZ_RUNS ?? usual) : 1;

const service = `syntax = "proto3";
package a.b;
import "google/protobuf/descriptor.proto";
import "google/protobuf/empty.proto";
option go_package = "x";
// Greets.
service Greeter {
  option deprecated = true;
  rpc SayHello(A) returns (stream .a.b.A) { option idempotency_level = IDEMPOTENT; }
  rpc Reset(stream google.protobuf.Empty) returns (A.B);
}
message A {
  reserved 5, 10 to 12, 100 to max;
  reserved "x", "y";
  message B { map<string, C> c = 1 [deprecated = true, (my.option).x = { a: 1 b: [2, 3] }, (A.o2) = -1.5]; }
  enum C { option allow_alias = true; D = 0; E = 0x10; F = -1; G = 0; }
  optional string s = 1 [json_name = "t"];
  repeated C cs = 2 [packed = false];
  oneof o { B b = 3; bytes d = 4; }
  extend google.protobuf.FieldOptions { double o2 = 50000; }
}
message my { extend google.protobuf.FieldOptions { repeated A option = 50001; } }
`;
const texts = [service, service, ...wellKnownPaths.map((path) => wellKnownText(path)!)];
const pieces = [
  ...texts.flatMap((text) => tokenize(text).map((token) => token.text)),
  ...[
    '"',
    "'",
    '/*',
    '//',
    '\\',
    '{',
    '}',
    '0',
    '-',
    '__proto__',
    'constructor',
    'group',
    'extend',
    '😀',
    '\0',
    '. ',
    ' .',
  ],
];

function mangled(random: Random): string {
  const tokens = tokenize(random.pick(texts)).map((token) => token.text);
  for (let i = 1 + random.below(4); i > 0; i--) {
    const at = random.below(tokens.length);
    const kind = random.below(4);
    if (kind === 0) tokens.splice(at, 1);
    else if (kind === 1) tokens.splice(at, 0, random.pick(pieces));
    else if (kind === 2) tokens[at] = random.pick(pieces);
    else tokens.splice(at, 0, ...tokens.slice(random.below(tokens.length), random.below(tokens.length)));
  }
  return tokens.join(random.pick([' ', '\n', '\t']));
}

describe('generate() of a mangled .proto', () => {
  it.each(texts)('takes the text before it is mangled', (text) => {
    expect(() => generateFrom({ 'test.proto': text })).not.toThrow();
  });

  it('ends in TypeScript or in a CodegenError with a place in the file', () => {
    const failures: string[] = [];
    for (let seed = first; seed < first + rounds; seed++) {
      const text = mangled(new Random(seed));
      try {
        generateFrom({ 'test.proto': text });
      } catch (error) {
        const lines = text.split('\n');
        const place = error instanceof CodegenError ? error.place : undefined;
        const isInside =
          place !== undefined &&
          place.line <= lines.length &&
          place.column <= (lines[place.line - 1]?.length ?? 0) + 1;
        if (!isInside) failures.push(`seed ${seed}: ${String((error as Error).stack)}\n${text}`);
      }
    }

    expect(failures.slice(0, 3)).toEqual([]);
  });
});
