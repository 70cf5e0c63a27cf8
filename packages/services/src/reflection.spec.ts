// SPDX-License-Identifier: Apache-2.0
import { create, createFileRegistry, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Code } from '@memlane/rpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Plain } from '../test/gen/plain.js';
import { Orders } from '../test/gen/shop/orders.js';
import { Plain as PlainWithoutDescriptor } from '../test/golden/plain-without-descriptor.js';
import { newServer, type Served, serve } from '../test/support/served.js';
import {
  Health,
  HealthService,
  reflection,
  ServerReflection,
  type ServerReflectionRequestInit,
  type ServerReflectionResponse,
} from './index.js';

type Question = NonNullable<ServerReflectionRequestInit['messageRequest']>;

let served: Served;
beforeEach(async () => {
  served = await serve((server) =>
    server.add(ServerReflection, reflection(server)).add(Orders, {}).add(Plain, {}),
  );
});
afterEach(() => served.close());

async function ask(...questions: Question[]): Promise<ServerReflectionResponse[]> {
  const { serverReflectionInfo } = served.channel.client(ServerReflection);
  return all(serverReflectionInfo(questions.map((messageRequest) => ({ messageRequest }))));
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

async function answerTo(question: Question): Promise<ServerReflectionResponse['messageResponse']> {
  const [response] = await ask(question);
  return response!.messageResponse;
}

/** The paths of the files that come as an answer; a code and a text when an error does. */
async function filesFor(question: Question): Promise<unknown> {
  const answer = await answerTo(question);
  if (answer.case === 'errorResponse') return [answer.value.errorCode, answer.value.errorMessage];
  if (answer.case !== 'fileDescriptorResponse') throw new Error(`the answer was ${answer.case}`);
  return answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
}

async function fileOf(symbol: string): Promise<unknown> {
  const files = await filesFor({ case: 'fileContainingSymbol', value: symbol });
  return (files as unknown[])[0];
}

const colours = 'shop/colours.proto';
const items = 'shop/items.proto';
const orders = 'shop/orders.proto';
const timestamp = 'google/protobuf/timestamp.proto';

describe('list_services', () => {
  it('names every service of the server, in the order in which they were added', async () => {
    const names = ['grpc.reflection.v1.ServerReflection', 'shop.Orders', 'Plain'];

    expect(await answerTo({ case: 'listServices', value: '*' })).toEqual({
      case: 'listServicesResponse',
      value: { service: names.map((name) => ({ name })) },
    });
  });

  it('names a service that was added after the first question', async () => {
    expect(await fileOf('grpc.health.v1.Health')).toBe(Code.NOT_FOUND);

    served.server.add(Health, new HealthService());

    const answer = await answerTo({ case: 'listServices', value: '' });
    expect(answer.case === 'listServicesResponse' && answer.value.service.map(({ name }) => name)).toContain(
      'grpc.health.v1.Health',
    );
    expect(await fileOf('grpc.health.v1.Health')).toBe('grpc/health/v1/health.proto');
  });
});

describe('file_by_filename', () => {
  it('answers with the file and all that it depends on, each once and before its own', async () => {
    expect(await filesFor({ case: 'fileByFilename', value: orders })).toEqual([
      orders,
      items,
      colours,
      timestamp,
    ]);
    expect(await filesFor({ case: 'fileByFilename', value: items })).toEqual([items, colours]);
    expect(await filesFor({ case: 'fileByFilename', value: timestamp })).toEqual([timestamp]);
  });

  it.each([
    'shop/nothing.proto',
    '',
    '../shop/orders.proto',
    '/etc/passwd',
    'memlane/descriptor_names.proto',
  ])('answers NOT_FOUND for %j', async (path) => {
    expect(await filesFor({ case: 'fileByFilename', value: path })).toEqual([
      Code.NOT_FOUND,
      `no service uses a file ${JSON.stringify(path)}`,
    ]);
  });
});

describe('file_containing_symbol', () => {
  it.each([
    ['a service', 'shop.Orders', orders],
    ['a method', 'shop.Orders.Place', orders],
    ['a message', 'shop.Receipt', orders],
    ['a nested message', 'shop.Order.Line', orders],
    ['the entries of a map', 'shop.Order.LabelsEntry', orders],
    ['a field', 'shop.Order.Line.count', orders],
    ['a field of a oneof', 'shop.Order.card', orders],
    ['a oneof', 'shop.Order.payment', orders],
    ['a nested enum', 'shop.Order.Speed', orders],
    ['a value of a nested enum', 'shop.Order.SPEED_FAST', orders],
    ['a value of a nested enum, named after the enum', 'shop.Order.Speed.SPEED_FAST', orders],
    ['a message of an imported file', 'shop.Item', items],
    ['an enum of a file that is imported indirectly', 'shop.Colour', colours],
    ['a value of that enum', 'shop.COLOUR_RED', colours],
    ['a well-known type', 'google.protobuf.Timestamp', timestamp],
    ['a service without a package', 'Plain', 'plain.proto'],
    ['its method', 'Plain.Do', 'plain.proto'],
    ['a message without a package', 'Nothing', 'plain.proto'],
    [
      'the reflection service itself',
      'grpc.reflection.v1.ServerReflection',
      'grpc/reflection/v1/reflection.proto',
    ],
  ])('finds %s', async (_, symbol, path) => {
    expect(await fileOf(symbol)).toBe(path);
  });

  it.each([
    'shop.Order.nothing',
    'shop',
    '',
    '.shop.Orders',
    'shop.Orders/Place',
    '__proto__',
    'memlane.FileNames',
  ])('answers NOT_FOUND for %j', async (symbol) => {
    expect(await filesFor({ case: 'fileContainingSymbol', value: symbol })).toEqual([
      Code.NOT_FOUND,
      `no file declares ${JSON.stringify(symbol)}`,
    ]);
  });

  it('answers with descriptors that another implementation reads without any other file', async () => {
    const answer = await answerTo({ case: 'fileContainingSymbol', value: 'shop.Orders' });

    const registry = registryOf(answer);

    const place = registry.getService('shop.Orders')!.method.place!;
    expect([place.input.typeName, place.output.typeName]).toEqual(['shop.Order', 'shop.Receipt']);
    expect(registry.getMessage('shop.Item')!.field.colour!.enum!.typeName).toBe('shop.Colour');
  });
});

describe('a service that was generated before files had descriptors', () => {
  let older: Served;
  beforeEach(async () => {
    older = await serve((server) =>
      server.add(ServerReflection, reflection(server)).add(PlainWithoutDescriptor, { do: () => ({}) }),
    );
  });
  afterEach(() => older.close());

  it('still works, and is listed', async () => {
    expect(await older.channel.client(PlainWithoutDescriptor).do({})).toEqual({});
    expect(older.server.services.map(({ typeName }) => typeName)).toContain('Plain');
  });

  it.each(['Plain', 'Plain.Do'])('answers NOT_FOUND for %j, and says what to do', async (value) => {
    const { serverReflectionInfo } = older.channel.client(ServerReflection);

    const [response] = await all(
      serverReflectionInfo([{ messageRequest: { case: 'fileContainingSymbol', value } }]),
    );

    expect(response!.messageResponse).toEqual({
      case: 'errorResponse',
      value: {
        errorCode: Code.NOT_FOUND,
        errorMessage: 'Plain comes without a descriptor: generate its file again with this release',
      },
    });
  });
});

function registryOf(answer: ServerReflectionResponse['messageResponse']): FileRegistry {
  if (answer.case !== 'fileDescriptorResponse') throw new Error(`the answer was ${answer.case}`);
  const file = answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
  file.reverse(); // protobuf-es wants what a file depends on before it.
  return createFileRegistry(create(FileDescriptorSetSchema, { file }));
}

describe('questions about extensions', () => {
  it('answer that a known message has none', async () => {
    expect(await answerTo({ case: 'allExtensionNumbersOfType', value: 'shop.Order' })).toEqual({
      case: 'allExtensionNumbersResponse',
      value: { baseTypeName: 'shop.Order', extensionNumber: [] },
    });
  });

  it.each(['shop.Nothing', 'shop.Orders', 'shop.Colour', ''])('answer NOT_FOUND for %j', async (value) => {
    expect(await answerTo({ case: 'allExtensionNumbersOfType', value })).toEqual({
      case: 'errorResponse',
      value: { errorCode: Code.NOT_FOUND, errorMessage: `no message is called ${JSON.stringify(value)}` },
    });
  });

  it('answer NOT_FOUND for a certain one', async () => {
    const value = { containingType: 'shop.Order', extensionNumber: 100 };

    expect(await filesFor({ case: 'fileContainingExtension', value })).toEqual([
      Code.NOT_FOUND,
      'no file has extension 100 of "shop.Order"',
    ]);
  });
});

describe('a reflection call', () => {
  it('answers many requests, each with its host and itself, and goes on after an error', async () => {
    const { serverReflectionInfo } = served.channel.client(ServerReflection);
    const requests: ServerReflectionRequestInit[] = [
      { host: 'here', messageRequest: { case: 'fileContainingSymbol', value: 'no.Symbol' } },
      { host: 'there', messageRequest: { case: 'fileByFilename', value: items } },
    ];

    const responses = await all(serverReflectionInfo(requests));

    expect(responses.map((one) => [one.validHost, one.messageResponse.case])).toEqual([
      ['here', 'errorResponse'],
      ['there', 'fileDescriptorResponse'],
    ]);
    expect(responses.map((one) => one.originalRequest)).toEqual(requests);
  });

  it('answers an empty request with UNIMPLEMENTED', async () => {
    expect(await filesFor({ case: undefined })).toEqual([
      Code.UNIMPLEMENTED,
      'the request asks for nothing that this server knows',
    ]);
  });

  it('without requests ends with OK', async () => {
    expect(await ask()).toEqual([]);
  });

  it('says a huge name only in the request that it sends back', async () => {
    const value = 'x'.repeat(1_000_000);

    const [code, message] = (await filesFor({ case: 'fileContainingSymbol', value })) as [number, string];

    expect(code).toBe(Code.NOT_FOUND);
    expect(message.length).toBeLessThan(300);
    expect(message).toContain('(1,000,000 characters)');
  });
});

describe('reflection()', () => {
  it.each([undefined, null, {}, 'server'])('throws TypeError for %j as server', (server) => {
    expect(() => reflection(server as never)).toThrow(TypeError);
    expect(() => reflection(server as never)).toThrow('server must be a Server, not ');
  });

  it('may be added once', async () => {
    const server = newServer();
    server.add(ServerReflection, reflection(server));

    expect(() => server.add(ServerReflection, reflection(server))).toThrow(RangeError);
    await server.close();
  });
});
