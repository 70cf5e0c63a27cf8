// SPDX-License-Identifier: Apache-2.0
// Generated code against protobufjs's own encoder and decoder, with random messages. A seed that fails is in the name
// of the failing test; PROTO_SEED=… plays it alone.
import type { MessageType } from '@memlane/rpc/codegen';
import type protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import {
  Choices,
  FarNumbers,
  Lists,
  Maps,
  Optionals,
  Outer,
  Scalars,
  Tree,
  Unpacked,
} from './gen/bigint/everything.js';
import { Random, randomMessage } from './support/random.js';
import { everything, toInit } from './support/reflection.js';

const codecs: unknown[] = [Scalars, Optionals, Lists, Unpacked, Maps, Choices, Tree, Outer, FarNumbers];
const given = process.env.PROTO_SEED;
const first = given === undefined ? Date.now() % 1_000_000 : Number(given);
const seeds = Array.from({ length: given === undefined ? 60 : 1 }, (_, index) => first + index);
const root = everything();

describe.each(codecs as MessageType<unknown, unknown>[])('a random $typeName', (codec) => {
  const type = root.lookupType(codec.typeName);

  it.each(seeds)('of seed %i is what protobufjs reads and writes', (seed) => {
    const object = randomMessage(type, new Random(seed));
    const init = toInit(type, object);
    const theirs = new Uint8Array(type.encode(type.fromObject(object)).finish());

    const ours = codec.toBinary(init);

    // protobufjs writes defaults that are given, so that bytes are compared after both have been read.
    expect(codec.fromBinary(ours)).toEqual(codec.create(init));
    expect(codec.fromBinary(theirs)).toEqual(codec.create(init));
    expect(plain(type, ours)).toEqual(plain(type, theirs));
    expect(codec.toBinary(codec.fromBinary(theirs))).toEqual(ours);
  });
});

function plain(type: protobuf.Type, bytes: Uint8Array): unknown {
  return type.toObject(type.decode(bytes), { longs: String, defaults: true, oneofs: true });
}
