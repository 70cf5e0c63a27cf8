// SPDX-License-Identifier: Apache-2.0
// A client that knows nothing of a service but what the server's reflection tells: protobuf-es reads the descriptors and
// encodes the messages.
import {
  create,
  createFileRegistry,
  type DescMessage,
  type FileRegistry,
  fromBinary,
  type Message,
  toBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { Channel, MessageType, MethodKind, MethodType, ServiceType } from '../../src/index.js';
import { ServerReflection } from '../../src/services.js';

type Request = { case: 'listServices' | 'fileContainingSymbol'; value: string };

async function ask(channel: Channel, messageRequest: Request) {
  const { serverReflectionInfo } = channel.client(ServerReflection);
  for await (const { messageResponse } of serverReflectionInfo([{ messageRequest }])) return messageResponse;
  throw new Error('the call ended without an answer');
}

export async function listServices(channel: Channel): Promise<string[]> {
  const answer = await ask(channel, { case: 'listServices', value: '*' });
  if (answer.case !== 'listServicesResponse') throw new Error(`the answer was ${answer.case}`);
  return answer.value.service.map(({ name }) => name);
}

/** The files that a service needs, as protobuf-es understands them. */
export async function registryFor(channel: Channel, service: string): Promise<FileRegistry> {
  const answer = await ask(channel, { case: 'fileContainingSymbol', value: service });
  if (answer.case !== 'fileDescriptorResponse') throw new Error(`the answer was ${answer.case}`);
  const file = answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
  // protobuf-es wants what a file depends on before it.
  return createFileRegistry(create(FileDescriptorSetSchema, { file: file.reverse() }));
}

/** What `channel.client()` takes, made of descriptors alone. */
export function reflectedService(registry: FileRegistry, typeName: string): ServiceType {
  const methods = registry.getService(typeName)!.methods.map((one): [string, MethodType] => [
    one.localName,
    {
      name: one.name,
      localName: one.localName,
      path: `/${typeName}/${one.name}`,
      kind: one.methodKind.replaceAll('_', '-') as MethodKind,
      input: reflectedMessage(one.input),
      output: reflectedMessage(one.output),
      idempotency: 'unknown',
    },
  ]);
  return { typeName, methods: Object.fromEntries(methods) };
}

function reflectedMessage(message: DescMessage): MessageType<Message, object> {
  const toMessage = (init: object | undefined): Message => create(message, init as never);
  return {
    typeName: message.typeName,
    create: toMessage,
    encode: (init, writer) => void writer.raw(toBinary(message, toMessage(init))),
    decode: (reader, end) => {
      const bytes = Uint8Array.from(reader.buf.subarray(reader.pos, end));
      reader.pos = end;
      return fromBinary(message, bytes);
    },
    toBinary: (init) => toBinary(message, toMessage(init)),
    fromBinary: (bytes) => fromBinary(message, bytes),
  };
}
