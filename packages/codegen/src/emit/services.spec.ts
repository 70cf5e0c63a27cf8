// SPDX-License-Identifier: Apache-2.0
// Generated services with the client and server of the layer below. What expectTypeOf says is proved by the type check
// of the workspace.
import {
  Channel,
  type Client,
  type Handlers,
  type RequestStream,
  Server,
  type SyncCallOptions,
} from '@memlane/rpc';
import type { MessageType } from '@memlane/rpc/codegen';
import { createTransportRegistry, memoryTransport } from '@memlane/transport';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type Choices,
  type ChoicesInit,
  Color,
  type Maps,
  type MapsInit,
  type Optionals,
  type Scalars,
} from '../../test/gen/bigint/everything.js';
import { Empty } from '../../test/gen/bigint/google/protobuf/empty.js';
import {
  Greeter,
  type HelloReply,
  type HelloReplyInit,
  HelloRequest,
  type HelloRequestInit,
  Nobody,
} from '../../test/gen/bigint/greeter.js';
import {
  delete$,
  constructor as NamedConstructor,
  Map$ as NamedMap,
  Promise as NamedPromise,
} from '../../test/gen/bigint/names.js';
import type { Scalars as NumberScalars } from '../../test/gen/number/everything.js';
import type { Scalars as StringScalars } from '../../test/gen/string/everything.js';

const transports = createTransportRegistry([memoryTransport]);

describe('a generated service', () => {
  it('says names, paths, kinds, types and idempotency', () => {
    expect(Greeter.typeName).toBe('greeter.v1.Greeter');
    expect(Object.keys(Greeter.methods)).toEqual(['sayHello', 'watch', 'collect', 'chat', 'reset', 'find']);
    expect(Greeter.methods.sayHello).toEqual({
      name: 'SayHello',
      localName: 'sayHello',
      path: '/greeter.v1.Greeter/SayHello',
      kind: 'unary',
      input: HelloRequest,
      output: expect.objectContaining({ typeName: 'greeter.v1.HelloReply' }),
      idempotency: 'no-side-effects',
    });
    expect(Object.values(Greeter.methods).map(({ kind }) => kind)).toEqual([
      ...['unary', 'server-streaming', 'client-streaming', 'bidi-streaming', 'unary', 'unary'],
    ]);
    expect(Greeter.methods.collect.idempotency).toBe('idempotent');
    expect(Greeter.methods.watch.idempotency).toBe('unknown');
    expect(Greeter.methods.reset.input).toBe(Empty);
    expect(Nobody.methods).toEqual({});
  });

  it('gives methods other names where JavaScript takes theirs for something else', () => {
    expect(Object.keys(NamedPromise.methods)).toEqual(['then$', 'sync$', 'constructor$', 'delete', 'stream']);
    expect(NamedPromise.methods.then$.path).toBe('/names.Promise/Then');
  });

  it('carries calls of all kinds', async () => {
    const address = `memory:codegen-${process.pid}`;
    const server = new Server({ transports });
    server.add(Greeter, {
      sayHello: ({ name, count }) => ({ text: `${name}${count}` }),
      async *watch({ name, count }) {
        for (let i = 0; i < count; i++) yield { text: name };
      },
      async collect(requests) {
        let text = '';
        for await (const { name } of requests) text += name;
        return { text };
      },
      async *chat(requests) {
        for await (const { name } of requests) yield { text: name.toUpperCase() };
      },
      find: (user) => user,
    });
    await server.listen(address);
    const channel = new Channel(address, { transports });
    try {
      const greeter = channel.client(Greeter);
      const texts = async (replies: AsyncIterable<HelloReply>): Promise<string[]> => {
        const all: string[] = [];
        for await (const { text } of replies) all.push(text);
        return all;
      };

      expect(await greeter.sayHello({ name: 'Ada' })).toEqual({ text: 'Ada0' });
      expect(await texts(greeter.watch({ name: 'a', count: 2 }))).toEqual(['a', 'a']);
      expect(await greeter.collect([{ name: 'a' }, { name: 'b' }])).toEqual({ text: 'ab' });
      expect(await texts(greeter.chat([{ name: 'a' }]))).toEqual(['A']);
      expect(await greeter.find({ born: { seconds: 5n }, seen: { x: {} } })).toMatchObject({
        born: { seconds: 5n, nanos: 0 },
        seen: new globalThis.Map([['x', { seconds: 0n, nanos: 0 }]]),
        tenure: undefined,
      });
      await expect(greeter.sayHello({ name: 5 as unknown as string })).rejects.toThrow(
        'greeter.v1.HelloRequest.name must be a string, not number',
      );
    } finally {
      await channel.close();
      await server.close();
    }
  });

  it('is typed precisely on both sides', () => {
    type C = Client<typeof Greeter>;
    expectTypeOf<Parameters<C['sayHello']>[0]>().toEqualTypeOf<HelloRequestInit>();
    expectTypeOf<ReturnType<C['sayHello']>>().toEqualTypeOf<Promise<HelloReply>>();
    expectTypeOf<ReturnType<C['watch']>>().toEqualTypeOf<AsyncIterableIterator<HelloReply>>();
    expectTypeOf<Parameters<C['collect']>[0]>().toEqualTypeOf<RequestStream<HelloRequestInit>>();
    expectTypeOf<keyof C>().toEqualTypeOf<
      'sayHello' | 'watch' | 'collect' | 'chat' | 'reset' | 'find' | 'sync'
    >();
    expectTypeOf<keyof C['sync']>().toEqualTypeOf<'sayHello' | 'reset' | 'find'>();
    expectTypeOf<Parameters<C['sync']['sayHello']>>().toEqualTypeOf<[HelloRequestInit, SyncCallOptions?]>();
    expectTypeOf<ReturnType<C['sync']['sayHello']>>().toEqualTypeOf<HelloReply>();
    type H = Required<Handlers<typeof Greeter>>;
    expectTypeOf<Parameters<H['sayHello']>[0]>().toEqualTypeOf<HelloRequest>();
    expectTypeOf<ReturnType<H['sayHello']>>().toEqualTypeOf<HelloReplyInit | Promise<HelloReplyInit>>();
    expectTypeOf<Parameters<H['chat']>[0]>().toEqualTypeOf<AsyncIterableIterator<HelloRequest>>();
    // @ts-expect-error there is no such field
    HelloRequest.create({ nam: 'Ada' });
    // @ts-expect-error a field of the wrong type
    HelloRequest.create({ name: 5 });
  });
});

describe('the types of generated messages', () => {
  it('are complete on the way out and optional on the way in', () => {
    expectTypeOf<HelloRequest>().toEqualTypeOf<{ name: string; count: number; nick: string }>();
    expectTypeOf<HelloRequestInit['name']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Optionals['anInt32']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Optionals['scalars']>().toEqualTypeOf<Scalars | undefined>();
    expectTypeOf(HelloRequest).toEqualTypeOf<MessageType<HelloRequest, HelloRequestInit>>();
  });

  it('take a message wherever its init is taken', () => {
    expectTypeOf<Maps>().toExtend<MapsInit>();
    expectTypeOf<Choices>().toExtend<ChoicesInit>();
  });

  it('have Map, discriminated unions and the chosen 64-bit type', () => {
    expectTypeOf<Maps['byInt64']>().toEqualTypeOf<globalThis.Map<bigint, bigint>>();
    expectTypeOf<Extract<Choices['choice'], { case: 'aString' }>['value']>().toEqualTypeOf<string>();
    expectTypeOf<Choices['choice']['case']>().toEqualTypeOf<
      'aDouble' | 'anInt64' | 'aBool' | 'aString' | 'someBytes' | 'color' | 'scalars' | 'choices' | undefined
    >();
    expectTypeOf<Scalars['anInt64']>().toEqualTypeOf<bigint>();
    expectTypeOf<NumberScalars['anInt64']>().toEqualTypeOf<number>();
    expectTypeOf<StringScalars['anInt64']>().toEqualTypeOf<string>();
  });

  it('let an enum be one of its values or any other number', () => {
    expectTypeOf<Color>().toExtend<number>();
    expectTypeOf<5>().toExtend<Color>();
    expectTypeOf(Color.RED).toEqualTypeOf<1>();
  });
});

describe('names that mean something to JavaScript', () => {
  it('carry values like others', () => {
    const init = {
      class: 'a',
      constructor$: 'b',
      Proto: 'c',
      '1': 'd',
      hasOwnProperty$: { __proto__x: 'e' },
      value: { case: 'prototype', value: 'f' },
      message2: { case: 'undefined', value: { default: 'g' } },
      package: [{ await: 'h' }],
      map: new globalThis.Map([[1, { arguments: 'i' }]]),
    } as const;

    const message = delete$.fromBinary(delete$.toBinary(init));

    expect(message).toEqual(delete$.create(init));
    expect(message).toMatchObject({
      constructor$: 'b',
      Proto: 'c',
      '1': 'd',
      value: { case: 'prototype', value: 'f' },
    });
    const nested = { isPrototypeOf$: { case: 'hasOwnProperty$', value: {} }, toString$: 1 } as const;
    expect(NamedConstructor.fromBinary(NamedConstructor.toBinary(nested))).toEqual(nested);
    expect(NamedMap.fromBinary(NamedMap.toBinary({ maps: { a: {} } })).maps.get('a')).toEqual({
      maps: new globalThis.Map(),
    });
  });
});
