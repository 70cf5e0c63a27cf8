// SPDX-License-Identifier: Apache-2.0
// A service of one-string messages, written by hand, so that the rpc layer is tested without the code generator.
import protobuf from 'protobufjs/minimal.js';
import type { MessageType, MethodKind, MethodType, ServiceType } from '../../src/codegen/index.js';

export interface Text {
  text: string;
}
export type TextInit = Partial<Text>;

export const Text: MessageType<Text, TextInit> = {
  typeName: 'test.Text',
  create: (init) => ({ text: init?.text ?? '' }),
  encode(message, writer) {
    const text: unknown = message.text ?? '';
    if (typeof text !== 'string') throw new TypeError(`test.Text.text must be a string, not ${typeof text}`);
    if (text !== '') writer.uint32(10).string(text);
  },
  decode(reader, end) {
    const message: Text = { text: '' };
    while (reader.pos < end) {
      const tag = reader.uint32();
      if (tag === 10) message.text = reader.string();
      else reader.skipType(tag & 7);
    }
    return message;
  },
  toBinary(message) {
    const writer = protobuf.Writer.create();
    this.encode(message, writer);
    return writer.finish();
  },
  fromBinary(bytes) {
    return this.decode(protobuf.Reader.create(bytes), bytes.length);
  },
};

function method<K extends MethodKind>(name: string, kind: K): MethodType<K, Text, TextInit, Text, TextInit> {
  return {
    name,
    localName: name[0]?.toLowerCase() + name.slice(1),
    path: `/test.Texts/${name}`,
    kind,
    input: Text,
    output: Text,
    idempotency: 'unknown',
  };
}

const methods = {
  /** Answers with the text in upper case. */
  upper: method('Upper', 'unary'),
  /** Answers with as many texts as the number in the request. */
  count: method('Count', 'server-streaming'),
  /** Answers with the texts joined. */
  join: method('Join', 'client-streaming'),
  /** Answers each text as it comes. */
  echo: method('Echo', 'bidi-streaming'),
};

export const Texts: ServiceType<typeof methods> = { typeName: 'test.Texts', methods };

/** Whatever bytes; for peers that send what is no Text. */
export const Raw: MessageType<Uint8Array, Uint8Array> = {
  typeName: 'test.Raw',
  create: (init) => init ?? new Uint8Array(0),
  encode: (message, writer) => void writer.raw(message),
  decode(reader, end) {
    const bytes = reader.buf.slice(reader.pos, end);
    reader.pos = end;
    return bytes;
  },
  toBinary: (message) => message,
  fromBinary: (bytes) => bytes,
};

const raw = { input: Raw, output: Raw } as const;
const rawMethods = {
  /** Streams where the other side of it expects one message. */
  upper: { ...method('Upper', 'bidi-streaming'), ...raw } as MethodType<
    'bidi-streaming',
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array
  >,
  count: { ...method('Count', 'bidi-streaming'), ...raw } as MethodType<
    'bidi-streaming',
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array
  >,
};

/** The same paths as Texts, without its rules: a peer that makes mistakes. */
export const RawTexts: ServiceType<typeof rawMethods> = { typeName: 'test.Texts', methods: rawMethods };
