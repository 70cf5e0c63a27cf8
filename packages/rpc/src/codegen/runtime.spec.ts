// SPDX-License-Identifier: Apache-2.0
import protobuf from 'protobufjs/minimal.js';
import { describe, expect, it } from 'vitest';
import * as runtime from './index.js';

/** What files of runtime version 1 import. Never shorten it: those files are in other people's repositories. */
const version1 = `
  beginMessage beginPart checkEnd checkList checkMessage checkRuntime copyMap copyMessageMap copyUnknown endPart
  fromBinary keepUnknown mapEntries noBytes
  readBool readBytes readDouble readFixed32 readFixed64 readFixed64Number readFixed64String readFloat readInt32
  readInt64 readInt64Number readInt64String readMessageEnd readPacked readSfixed32 readSfixed64 readSfixed64Number
  readSfixed64String readSint32 readSint64 readSint64Number readSint64String readString readTag readUint32 readUint64
  readUint64Number readUint64String
  skipField stringMapEntries toBinary
  writeBool writeBytes writeDouble writeFixed32 writeFixed64 writeFixed64Number writeFixed64String writeFloat
  writeInt32 writeInt64 writeInt64Number writeInt64String writePacked writeSfixed32 writeSfixed64 writeSfixed64Number
  writeSfixed64String writeSint32 writeSint64 writeSint64Number writeSint64String writeString writeUint32 writeUint64
  writeUint64Number writeUint64String
  writeUnknown wrongCase`;

describe('the runtime of generated code', () => {
  it('exports all that files of version 1 import', () => {
    expect(Object.keys(runtime)).toEqual(expect.arrayContaining(version1.trim().split(/\s+/)));
  });
});

describe('checkRuntime()', () => {
  it('accepts files of this version', () => {
    expect(() => runtime.checkRuntime(runtime.runtimeVersion, 'a.proto')).not.toThrow();
  });

  it('asks to generate a file of an older version again', () => {
    expect(() => runtime.checkRuntime(0, 'dir/a.proto')).toThrow(
      'dir/a.proto was generated for runtime version 0 by an older release of memlane; generate the file again',
    );
  });

  it('asks to update for a file of a newer version', () => {
    expect(() => runtime.checkRuntime(99, 'a.proto')).toThrow(
      'a.proto was generated for runtime version 99 by a newer release of memlane; update it, or generate the file again',
    );
  });
});

describe('endPart()', () => {
  it.each([0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152])(
    'writes a length of %i before the part',
    (length) => {
      const writer = protobuf.Writer.create();
      writer.uint32(7);
      const start = runtime.beginPart(writer, 10);
      writer.raw(new Uint8Array(length).fill(5));
      runtime.endPart(writer, start);
      writer.uint32(8);

      const reader = protobuf.Reader.create(writer.finish());
      expect([reader.uint32(), reader.uint32()]).toEqual([7, 10]);
      expect(reader.bytes().every((byte) => byte === 5)).toBe(true);
      expect([reader.uint32(), reader.pos]).toEqual([8, reader.len]);
    },
  );

  it('works at the very end of the buffer', () => {
    for (let room = 128; room < 140; room++) {
      const writer = protobuf.Writer.create();
      writer.buf = Buffer.alloc(room + 2);
      const start = runtime.beginPart(writer, 10);
      writer.raw(new Uint8Array(128).fill(5));
      runtime.endPart(writer, start);

      expect([...writer.finish().subarray(0, 4)]).toEqual([10, 128, 1, 5]);
    }
  });
});

describe('toBinary()', () => {
  it('may be called again while a message is being read', () => {
    const inner = { encode: (_: unknown, writer: protobuf.Writer) => void writer.uint32(5) };
    const outer = {
      encode(_: unknown, writer: protobuf.Writer) {
        writer.uint32(1);
        writer.bytes(runtime.toBinary(inner, {}));
      },
    };

    expect([...runtime.toBinary(outer, {})]).toEqual([1, 1, 5]);
    expect([...runtime.toBinary(outer, {})]).toEqual([1, 1, 5]);
  });

  it('gives an array that is not changed later', () => {
    const type = { encode: (value: number, writer: protobuf.Writer) => void writer.uint32(value) };
    const first = runtime.toBinary(type, 1);

    runtime.toBinary(type, 2);

    expect([...first]).toEqual([1]);
    expect(first.buffer.byteLength).toBe(1);
  });
});

describe('UnknownFields', () => {
  it('keeps what is appended, in order', () => {
    const fields = new runtime.UnknownFields();
    const source = Uint8Array.from({ length: 100 }, (_, index) => index);
    for (let i = 0; i < 100; i += 2) fields.append(source, i, i + 2);

    expect(fields.bytes).toEqual(source);
  });
});

describe('DecodeError', () => {
  it('has a code, a name and a cause', () => {
    const cause = new Error('why');
    const error = new runtime.DecodeError('truncated', 'what', { cause });

    expect(error).toMatchObject({ name: 'DecodeError', code: 'truncated', message: 'what', cause });
  });
});
