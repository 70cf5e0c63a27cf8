// SPDX-License-Identifier: Apache-2.0
// What a session wrote, held against the wire format: whole frames, each where its stream allows it.
import { expect } from 'vitest';
import { END, MESSAGE, METADATA, MORE, parseFrames, Type } from './wire.js';

interface Seen {
  headers: boolean;
  messages: boolean;
  closed: boolean;
  over: boolean;
  /** Bytes that the message in pieces still lacks; 0 between messages. */
  lacking: number;
}

/** `bytes` is all that one side wrote, with or without its preface; the last frame may have been cut off. */
export function checkOutput(bytes: Buffer, role: 'client' | 'server'): void {
  const begins = bytes.subarray(0, 8).toString('latin1') === 'MEMLANE\n' ? 32 : 0;
  const { frames, end } = parseFrames(bytes.subarray(begins));
  if (bytes.length - begins - end >= 4) {
    expect(bytes.readUInt32LE(begins + end)).toBeLessThanOrEqual(65_536);
  }
  const streams = new Map<number, Seen>();
  for (const { type, streamId, flags, extra, payload } of frames) {
    expect(payload.length).toBeLessThanOrEqual(65_536);
    if (type === Type.PING || type === Type.PONG || type === Type.GOAWAY || type === Type.DEFINE) continue;
    let seen = streams.get(streamId);
    if (seen === undefined) {
      seen = { headers: false, messages: false, closed: false, over: false, lacking: 0 };
      streams.set(streamId, seen);
      // A client's first frame opens the stream.
      if (role === 'client') expect(type).toBe(Type.CALL);
    } else if (role === 'client') expect(type).not.toBe(Type.CALL);
    expect(seen.over).toBe(false);
    if (type === Type.CALL) {
      if (role === 'server') {
        expect([seen.headers, seen.messages, flags]).toEqual([false, false, METADATA]);
        seen.headers = true;
      } else seen.closed = (flags & END) !== 0;
    } else if (type === Type.MESSAGE) {
      expect(seen.closed).toBe(false);
      if (role === 'server') expect(flags & END).toBe(0);
      seen.messages = true;
      seen.closed = (flags & END) !== 0;
      if ((flags & MESSAGE) !== 0) {
        const more = (flags & MORE) !== 0;
        if (seen.lacking === 0 && more) seen.lacking = extra;
        if (seen.lacking > 0) {
          expect(payload.length).toBeGreaterThan(0);
          seen.lacking -= payload.length;
          expect(seen.lacking > 0).toBe(more);
        }
      } else expect(seen.lacking).toBe(0);
    } else if (type === Type.STATUS) {
      expect(role).toBe('server');
      // A status may cut off a message in pieces only when the call is given up; abort() does that.
      seen.over = true;
    } else if (type === Type.CANCEL) {
      expect(role).toBe('client');
      seen.over = true;
    } else expect(type).toBe(Type.CREDIT);
  }
}
