// SPDX-License-Identifier: Apache-2.0
// The golden vectors, both ways: our encoders write exactly these bytes, our decoders read them to these fields.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Frame, FrameFlag, FrameType, maxFramePayloadBytes } from '../src/frame.js';
import { Inbox } from '../src/inbox.js';
import {
  decodeMetadataBlock,
  decodePreface,
  encodeMetadataBlock,
  encodePreface,
  type MetadataEntry,
} from '../src/index.js';
import { copyMessage } from '../src/large-message.js';
import { resolveLimits } from '../src/limits.js';
import { MessageReceiver } from '../src/message-receiver.js';
import { MessageSender } from '../src/message-sender.js';
import { metadataBlockBytes } from '../src/metadata-block.js';
import { appendMetadata, readMetadata } from '../src/metadata-frame.js';
import { Outbox } from '../src/outbox.js';
import { ManualConnection } from './support/manual-connection.js';
import { type ClientUnderTest, call, openClient, PlainWriter, serverSession } from './support/sessions.js';
import { preface } from './support/wire.js';

interface EntryVector {
  key: string;
  text?: string;
  bytes?: string;
}
interface FrameVector {
  name: string;
  fields: { type: keyof typeof FrameType; streamId: number; flags: string[]; code: number; extra: number };
  payload: { text?: string; metadata?: EntryVector[]; message?: string };
  hex: string;
}
interface PiecesVector {
  name: string;
  streamId: number;
  initialCreditBytes: number;
  messageBytes: number;
  end: boolean;
  frames: { credit: number; hex: string }[];
}

function vectors<T>(file: string): T[] {
  return JSON.parse(readFileSync(new URL(`vectors/${file}`, import.meta.url), 'utf8')).cases;
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const entries = (list: EntryVector[]): MetadataEntry[] =>
  list.map(({ key, text, bytes: hex }) => [key, text ?? new Uint8Array(bytes(hex!))]);
const flagBits = (names: string[]): number =>
  names.reduce((sum, name) => sum | FrameFlag[name as keyof typeof FrameFlag], 0);

function outbox(): { connection: ManualConnection; outbox: Outbox } {
  const connection = new ManualConnection();
  return { connection, outbox: new Outbox(connection, new PlainWriter()) };
}

/** The frames of `input`, handed to `take` one after another. */
function readFrames(input: Buffer, take: (frame: Frame) => void): void {
  const connection = new ManualConnection();
  const inbox = new Inbox(connection, {
    preface() {},
    between() {},
    place: () => undefined,
    frame: take,
  });
  connection.start({ readable: () => inbox.drain(), writable() {}, closed() {} });
  connection.deliver(preface(), input);
}

describe('prefaces.json', () => {
  it.each(vectors<{ name: string; fields: Record<string, number>; hex: string }>('prefaces.json'))(
    '$name',
    ({ fields, hex }) => {
      const { minVersion: _, maxVersion: __, ...limits } = fields;

      expect(Buffer.from(encodePreface(resolveLimits(limits))).toString('hex')).toBe(hex);
      expect(decodePreface(bytes(hex), 0)).toEqual(fields);
    },
  );
});

describe('metadata.json', () => {
  it.each(vectors<{ name: string; entries: EntryVector[]; hex: string }>('metadata.json'))(
    '$name',
    ({ entries: list, hex }) => {
      const block = new Uint8Array(metadataBlockBytes(entries(list)));

      expect(encodeMetadataBlock(entries(list), block, 0)).toBe(block.length);
      expect(Buffer.from(block).toString('hex')).toBe(hex);
      expect(decodeMetadataBlock(bytes(hex), 0, block.length)).toEqual(entries(list));
    },
  );
});

describe('frames.json', () => {
  it.each(vectors<FrameVector>('frames.json'))('$name', ({ fields, payload, hex }) => {
    const { connection, outbox: out } = outbox();
    const text = Buffer.from(payload.text ?? '');
    const message = bytes(payload.message ?? '');

    const start = out.begin(0);
    out.append(text, 0, text.length);
    if (payload.metadata !== undefined) appendMetadata(out, entries(payload.metadata), start);
    out.append(message, 0, message.length);
    const flags = flagBits(fields.flags);
    out.end(start, fields.streamId, FrameType[fields.type], flags, fields.code, fields.extra);
    out.flush();

    expect(connection.takeBytes().toString('hex')).toBe(hex);
    readFrames(bytes(hex), (frame) => {
      const { streamId, type, flags: got, code, extra } = frame;
      expect({ streamId, type, flags: got, code, extra }).toEqual({
        ...fields,
        type: FrameType[fields.type],
        flags,
      });
      let at = frame.start + text.length;
      expect(Buffer.from(frame.buffer.subarray(frame.start, at))).toEqual(text);
      if (payload.metadata !== undefined) {
        const read = readMetadata(frame, at, 48 * 1024)!;
        expect(read.entries).toEqual(entries(payload.metadata));
        at = read.end;
      }
      expect(Buffer.from(frame.buffer.subarray(at, frame.end))).toEqual(message);
    });
  });

  it('has every frame type, with and without each of its flags', () => {
    const seen = new Set(
      vectors<FrameVector>('frames.json').map(({ fields }) =>
        `${fields.type} ${fields.flags.join(' ')}`.trim(),
      ),
    );
    const subsets = (names: string[]) =>
      Array.from({ length: 2 ** names.length }, (_, bits) =>
        names.filter((_n, i) => (bits >> i) & 1).join(' '),
      );

    for (const flags of subsets(['END', 'METADATA', 'MESSAGE']))
      expect(seen).toContain(`CALL ${flags}`.trim());
    for (const flags of ['MESSAGE', 'END MESSAGE', 'END', 'MORE MESSAGE'])
      expect(seen).toContain(`MESSAGE ${flags}`);
    for (const flags of ['END', 'END MESSAGE', 'END METADATA', 'END METADATA MESSAGE']) {
      expect(seen).toContain(`STATUS ${flags}`);
    }
    for (const type of ['DEFINE', 'CANCEL', 'CREDIT', 'PING', 'PONG', 'GOAWAY']) expect(seen).toContain(type);
  });
});

describe('pieces.json', () => {
  it.each(vectors<PiecesVector>('pieces.json'))('$name', (vector) => {
    const body = Buffer.from(Array.from({ length: vector.messageBytes }, (_, i) => i % 251));
    const { connection, outbox: out } = outbox();
    const line: MessageSender[] = [];
    const host = {
      outbox: out,
      congested: false,
      touch() {},
      ready: (one: MessageSender) => void line.push(one),
      awaitFlush() {},
    };
    const sender = new MessageSender(host, { drained() {} });
    let credit = vector.initialCreditBytes;
    const received: Buffer[] = [];
    const sink = {
      message: (buffer: Uint8Array, start: number, end: number) =>
        void received.push(Buffer.from(buffer.subarray(start, end))),
      messageTooLarge() {},
      grant() {},
    };
    const receiver = new MessageReceiver(sink, vector.messageBytes, vector.initialCreditBytes);

    sender.open(vector.streamId, credit);
    sender.queue(copyMessage(body, 0, body.length), vector.end);
    for (const frame of vector.frames) {
      sender.addCredit(frame.credit - credit);
      while (line.shift()?.sendPiece(maxFramePayloadBytes)) line.push(sender);
      out.flush();
      const sent = connection.takeBytes();
      expect(sent.toString('hex')).toBe(frame.hex);
      credit = frame.credit - 16 - sent.readUInt32LE(0);
      readFrames(bytes(frame.hex), (one) => receiver.frame(one));
    }

    expect(received).toEqual([body]);
  });
});

describe('refused.json', () => {
  it.each(vectors<{ name: string; role: string; error: string; hex: string }>('refused.json'))(
    '$name',
    async ({ role, error, hex }) => {
      // Both roles read a preface in the same way; the server is there before it.
      const isPreface = error === 'bad-preface' || error === 'version-mismatch';
      const { connection, ended } = role === 'server' || isPreface ? serverSession() : await calling();
      if (role === 'server' && !isPreface) connection.deliver(preface());

      connection.deliver(bytes(hex));

      expect(ended).toMatchObject([{ error: { name: 'ProtocolError', code: error } }]);
      expect(connection.closed).toBe(true);
    },
  );
});

/** A client that has opened stream 1. */
async function calling(): Promise<ClientUnderTest> {
  const client = await openClient();
  call(client.session);
  return client;
}
