// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { ManualConnection } from '../test/support/manual-connection.js';
import { frame, preface, Type } from '../test/support/wire.js';
import { FrameFlag } from './frame.js';
import { Inbox } from './inbox.js';
import type { Place } from './message-receiver.js';

const text = (payload: string) => frame({ type: Type.MESSAGE, payload });

/** An inbox whose frames are their payloads; `onFrame` runs while one is with the handler. */
function inbox(
  onFrame: (payload: string, drain: () => void) => void = () => {},
  place?: (flags: number, length: number) => Place | undefined,
) {
  const connection = new ManualConnection();
  const order: string[] = [];
  const under: Inbox = new Inbox(connection, {
    preface() {},
    between() {},
    place: (header, length) => place?.(header.flags, length),
    frame(one) {
      const payload = `${Buffer.from(one.buffer.subarray(one.start, one.end))}`;
      order.push(payload);
      onFrame(payload, () => under.drain());
      expect(`${Buffer.from(one.buffer.subarray(one.start, one.end))}`).toBe(payload);
      order.push(`/${payload}`);
    },
  });
  connection.start({ readable: () => under.drain(), writable() {}, closed() {} });
  return { connection, order, under };
}

describe('Inbox', () => {
  it('cuts the same frames whatever the size of the chunks', () => {
    const payloads = ['', 'a', 'seven77', 'eight888', 'x'.repeat(65_536), 'y'.repeat(65_535), 'end'];
    const bytes = Buffer.concat([preface(), ...payloads.map(text)]);

    for (const size of [1000, 4096, 65_552, 131_104, 131_105, bytes.length]) {
      const { connection, order } = inbox();
      for (let at = 0; at < bytes.length; at += size) connection.deliver(bytes.subarray(at, at + size));
      expect(order.filter((_, i) => i % 2 === 0)).toEqual(payloads);
    }
  });

  it('throws "bad-frame" at a length above 65,536 before the payload is here', () => {
    const { connection } = inbox();
    const tooLong = frame({ type: Type.MESSAGE });
    tooLong.writeUInt32LE(65_537, 0);

    expect(() => connection.deliver(preface(), tooLong)).toThrow(
      expect.objectContaining({ code: 'bad-frame', message: 'a frame of 65537 bytes exceeds 65536' }),
    );
  });

  describe('when a large payload has a place of its own', () => {
    const payloads = ['first', 'p'.repeat(65_536), 'q'.repeat(8192), 'small', 'odd'.repeat(9001), 'last'];
    const sizes = [7, 16, 1000, 65_552, 1_000_000];

    it('goes on with it in a later turn once a whole message was handed over in this one', () => {
      const buffer = Buffer.alloc(65_536);
      const { connection, order } = inbox(undefined, () => ({ buffer, at: 0 }));
      connection.deliver(preface());
      const whole = frame({ type: Type.MESSAGE, flags: FrameFlag.MESSAGE, payload: 'whole' });
      const large = frame({ type: Type.MESSAGE, flags: FrameFlag.MESSAGE, payload: 'l'.repeat(65_536) });

      connection.arrive(Buffer.concat([whole, large.subarray(0, 40_000)]));
      connection.turn();
      connection.arrive(large.subarray(40_000));
      expect(order).toEqual(['whole', '/whole']);
      connection.arrive(whole);
      connection.turn();
      expect(order.map((one) => one.slice(0, 6))).toEqual([
        'whole',
        '/whole',
        'llllll',
        '/lllll',
        'whole',
        '/whole',
      ]);
    });

    it.each(sizes)('reads it there, and no byte of another frame, from chunks of %i', (size) => {
      const bytes = Buffer.concat([
        preface(),
        ...payloads.map((payload) =>
          frame({ type: Type.MESSAGE, flags: FrameFlag.MORE | FrameFlag.MESSAGE, payload }),
        ),
      ]);
      const asked: number[] = [];
      const { connection, order } = inbox(undefined, (_, length) => {
        asked.push(length);
        return { buffer: Buffer.alloc(length + 20, '.'), at: 10 };
      });

      for (let at = 0; at < bytes.length; at += size) connection.deliver(bytes.subarray(at, at + size));

      expect(order.filter((_, i) => i % 2 === 0)).toEqual(payloads);
      // Never for a small one, nor for one with padding behind it.
      expect(asked.every((length) => length === 65_536 || length === 8192)).toBe(true);
      if (size <= 1000) expect(asked).toEqual([65_536, 8192]);
    });

    it('writes within the place only', () => {
      const buffer = Buffer.alloc(65_536 + 20, '.');
      const { connection } = inbox(undefined, () => ({ buffer, at: 10 }));
      const piece = frame({
        type: Type.MESSAGE,
        flags: FrameFlag.MORE | FrameFlag.MESSAGE,
        payload: 'p'.repeat(65_536),
      });

      connection.deliver(preface(), piece.subarray(0, 100));
      connection.deliver(piece.subarray(100), text('behind'));

      expect(buffer.toString()).toBe(`${'.'.repeat(10)}${'p'.repeat(65_536)}${'.'.repeat(10)}`);
    });

    it('stays as it is when the handler of the frame drains for more', () => {
      let drained = 0;
      const { connection, order } = inbox(
        (payload, drain) => {
          if (payload.length < 8192 || drained++ > 0) return;
          connection.arrive(text('within'));
          drain();
        },
        (_, length) => ({ buffer: Buffer.alloc(length), at: 0 }),
      );
      const piece = text('p'.repeat(8192));

      connection.deliver(preface(), piece.subarray(0, 20));
      connection.deliver(piece.subarray(20));
      connection.deliver(text('behind'));

      expect(order.filter((one) => one.length < 100)).toEqual(['within', '/within', 'behind', '/behind']);
    });
  });

  it('takes a share of what is there, so that others get their turn', () => {
    const { connection, order, under } = inbox();
    connection.arrive(
      Buffer.concat([preface(), ...Array.from({ length: 64 }, () => text('z'.repeat(65_536)))]),
    );

    under.drain();
    const first = order.length / 2;
    under.drain();

    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(4);
    expect(order.length / 2).toBeGreaterThan(first);
  });

  it('hands nothing over after stop(), also not what has been read', () => {
    const { connection, order, under } = inbox((payload) => {
      if (payload === 'two') under.stop();
    });

    connection.arrive(Buffer.concat([preface(), text('one'), text('two'), text('three')]));
    under.drain();
    under.drain();

    expect(order).toEqual(['one', '/one', 'two', '/two']);
  });

  describe('when a handler drains while its own frame is with it', () => {
    it('goes on behind that frame, once for each, and leaves its bytes as they are', () => {
      const split = text('split in two');
      const { connection, order } = inbox((payload, drain) => {
        if (payload !== 'waits') return;
        connection.arrive(Buffer.concat([split.subarray(20), text('new')]));
        drain();
      });

      connection.deliver(
        Buffer.concat([preface(), text('first'), text('waits'), text('behind'), split.subarray(0, 20)]),
      );
      connection.deliver(text('afterwards'));

      expect(order).toEqual(
        [
          ['first', '/first', 'waits', 'behind', '/behind', 'split in two', '/split in two', 'new', '/new'],
          ['/waits', 'afterwards', '/afterwards'],
        ].flat(),
      );
    });

    it('does so at any depth, and twice from one frame', () => {
      const { connection, order } = inbox((payload, drain) => {
        const [name, count] = payload.split(' ');
        if (name !== 'down' || count === '0') return;
        for (let i = 0; i < 2; i++) {
          connection.arrive(text(`down ${Number(count) - 1}`));
          drain();
        }
      });

      connection.deliver(preface(), text('down 4'), text('last'));

      expect(order.filter((one) => one.startsWith('down'))).toHaveLength(31);
      expect(order.filter((one) => one === 'last')).toHaveLength(1);
      expect(order.at(-1)).toBe('/down 4');
    });
  });
});
