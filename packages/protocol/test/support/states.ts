// SPDX-License-Identifier: Apache-2.0
// Real sessions brought into each state of a stream, and what became of the stream after one more frame. Stream 1 runs
// beside it throughout; stream 2 is the one looked at.

import type { ManualConnection } from './manual-connection.js';
import { call, finish, type Heard, openClient, openServer, raw } from './sessions.js';
import { END, frame, MESSAGE, METADATA, MORE, metadata, Type } from './wire.js';

/** A session with stream 2 in some state. */
export interface Staged {
  connection: ManualConnection;
  /** The state that stream 2 is in now. */
  state(): string;
  /** undefined while the session goes on; else the code of its error, or "end" without one. */
  end(): string | undefined;
  heard(): Heard | undefined;
}

const limits = {
  initialCreditBytes: 1024,
  maxReceiveMessageBytes: 800,
  maxMetadataBytes: 100,
  maxStreams: 100,
};
const tooLargeMetadata = metadata([['k', 'v'.repeat(100)]]);
const body = (bytes: number) => Buffer.alloc(bytes, 'b');
const firstPiece = frame({
  type: Type.MESSAGE,
  streamId: 2,
  flags: MESSAGE | MORE,
  extra: 600,
  payload: body(100),
});

const mostCredit = frame({ type: Type.CREDIT, streamId: 2, extra: 2 ** 31 - 1 });

/** Frames of a client for stream 2, by their names in the table. */
export const clientFrames: Record<string, Buffer> = {
  'DEFINE of the next method': frame({ type: Type.DEFINE, code: 1, payload: '/t/N' }),
  'DEFINE of another number': frame({ type: Type.DEFINE, code: 5, payload: '/t/N' }),
  CALL: frame({ type: Type.CALL, streamId: 2 }),
  'CALL with END': frame({ type: Type.CALL, streamId: 2, flags: END }),
  'CALL with MESSAGE': frame({ type: Type.CALL, streamId: 2, flags: MESSAGE, payload: 'q' }),
  'CALL with MESSAGE, END': frame({ type: Type.CALL, streamId: 2, flags: MESSAGE | END, payload: 'q' }),
  'CALL with METADATA': frame({
    type: Type.CALL,
    streamId: 2,
    flags: METADATA,
    payload: metadata([['k', 'v']]),
  }),
  'CALL with METADATA above the limit': frame({
    type: Type.CALL,
    streamId: 2,
    flags: METADATA,
    payload: tooLargeMetadata,
  }),
  'CALL with METADATA that break the format': frame({
    type: Type.CALL,
    streamId: 2,
    flags: METADATA,
    payload: 'x',
  }),
  'CALL with MESSAGE above the limit': frame({
    type: Type.CALL,
    streamId: 2,
    flags: MESSAGE,
    payload: body(900),
  }),
  'CALL of a method that is not defined': frame({ type: Type.CALL, streamId: 2, code: 9 }),
  MESSAGE: frame({ type: Type.MESSAGE, streamId: 2 }),
  'MESSAGE with END': frame({ type: Type.MESSAGE, streamId: 2, flags: END }),
  'MESSAGE with MESSAGE': frame({ type: Type.MESSAGE, streamId: 2, flags: MESSAGE, payload: body(500) }),
  'MESSAGE with MESSAGE, END': frame({
    type: Type.MESSAGE,
    streamId: 2,
    flags: MESSAGE | END,
    payload: body(500),
  }),
  'MESSAGE with MESSAGE, MORE': firstPiece,
  'MESSAGE with MESSAGE, MORE, END': frame({
    type: Type.MESSAGE,
    streamId: 2,
    flags: MESSAGE | MORE | END,
    extra: 600,
    payload: body(100),
  }),
  'MESSAGE above the limit': frame({ type: Type.MESSAGE, streamId: 2, flags: MESSAGE, payload: body(900) }),
  'MESSAGE above the credit': frame({ type: Type.MESSAGE, streamId: 2, flags: MESSAGE, payload: body(4000) }),
  STATUS: frame({ type: Type.STATUS, streamId: 2, flags: END }),
  CANCEL: frame({ type: Type.CANCEL, streamId: 2, code: 1 }),
  CREDIT: frame({ type: Type.CREDIT, streamId: 2, extra: 8 }),
  'CREDIT above 2^31 - 1 in all': Buffer.concat([mostCredit, mostCredit]),
  PING: frame({ type: Type.PING, extra: 1 }),
  PONG: frame({ type: Type.PONG, extra: 99 }),
  GOAWAY: frame({ type: Type.GOAWAY, code: 1 }),
  'type 0': frame({ type: 0, streamId: 2 }),
  'type 10': frame({ type: 10, streamId: 2 }),
};

/** Frames of a server for stream 2, by their names in the table. */
export const serverFrames: Record<string, Buffer> = {
  DEFINE: frame({ type: Type.DEFINE, payload: '/t/M' }),
  CALL: frame({ type: Type.CALL, streamId: 2 }),
  'CALL with METADATA': frame({
    type: Type.CALL,
    streamId: 2,
    flags: METADATA,
    payload: metadata([['k', 'v']]),
  }),
  'CALL with METADATA above the limit': frame({
    type: Type.CALL,
    streamId: 2,
    flags: METADATA,
    payload: tooLargeMetadata,
  }),
  'CALL with METADATA that break the format': frame({
    type: Type.CALL,
    streamId: 2,
    flags: METADATA,
    payload: 'x',
  }),
  MESSAGE: frame({ type: Type.MESSAGE, streamId: 2 }),
  'MESSAGE with END': frame({ type: Type.MESSAGE, streamId: 2, flags: END }),
  'MESSAGE with MESSAGE': frame({ type: Type.MESSAGE, streamId: 2, flags: MESSAGE, payload: body(500) }),
  'MESSAGE with MESSAGE, END': frame({
    type: Type.MESSAGE,
    streamId: 2,
    flags: MESSAGE | END,
    payload: body(500),
  }),
  'MESSAGE with MESSAGE, MORE': firstPiece,
  'MESSAGE above the limit': frame({ type: Type.MESSAGE, streamId: 2, flags: MESSAGE, payload: body(900) }),
  'MESSAGE above the credit': frame({ type: Type.MESSAGE, streamId: 2, flags: MESSAGE, payload: body(4000) }),
  STATUS: frame({ type: Type.STATUS, streamId: 2, flags: END }),
  'STATUS with MESSAGE': frame({ type: Type.STATUS, streamId: 2, flags: END | MESSAGE, payload: 'a' }),
  'STATUS with MESSAGE above the limit': frame({
    type: Type.STATUS,
    streamId: 2,
    flags: END | MESSAGE,
    payload: body(900),
  }),
  'STATUS with METADATA': frame({
    type: Type.STATUS,
    streamId: 2,
    flags: END | METADATA,
    payload: metadata([['k', 'v']]),
  }),
  'STATUS with METADATA above the limit': frame({
    type: Type.STATUS,
    streamId: 2,
    flags: END | METADATA,
    payload: tooLargeMetadata,
  }),
  'STATUS with a text that passes its frame': frame({
    type: Type.STATUS,
    streamId: 2,
    flags: END,
    extra: 5,
    payload: 'no',
  }),
  CANCEL: frame({ type: Type.CANCEL, streamId: 2, code: 1 }),
  CREDIT: frame({ type: Type.CREDIT, streamId: 2, extra: 8 }),
  'CREDIT above 2^31 - 1 in all': Buffer.concat([mostCredit, mostCredit]),
  PING: frame({ type: Type.PING, extra: 1 }),
  PONG: frame({ type: Type.PONG, extra: 99 }),
  'GOAWAY behind the stream': frame({ type: Type.GOAWAY, streamId: 2 }),
  'GOAWAY before the stream': frame({ type: Type.GOAWAY, streamId: 1 }),
  'type 0': frame({ type: 0, streamId: 2 }),
  'type 10': frame({ type: 10, streamId: 2 }),
};

export const serverStates = [
  'idle',
  'idle, going away',
  'open',
  'in pieces',
  'half-closed',
  'finishing',
  'held',
  'over',
];

/** A server whose stream 2 is in `state`. */
export function stageServer(state: string): Staged {
  // Little credit for what is to stay in line, much for what is to fill the connection.
  const under = openServer({ limits, client: { credit: state === 'held' ? 1_000_000 : 1024 } });
  const { connection, session, calls } = under;
  connection.deliver(frame({ type: Type.CALL, streamId: 1 }));
  if (state === 'idle, going away') session.drain();
  else if (state !== 'idle')
    connection.deliver(clientFrames[state === 'half-closed' ? 'CALL with END' : 'CALL']!);
  const stream = () => calls[1]?.stream;
  if (state === 'in pieces') connection.deliver(firstPiece);
  if (state === 'finishing') {
    stream()!.send(raw, body(2000));
    finish(stream()!, 'last');
  }
  if (state === 'held') {
    connection.room = 0;
    for (let i = 0; i < 4; i++) calls[0]!.stream.send(raw, body(60_000));
    while (!session.congested) void session.ping();
    finish(stream()!, 'last');
  }
  if (state === 'over') connection.deliver(clientFrames.CANCEL!);
  return {
    connection,
    heard: () => calls[1]?.heard,
    end: () => endOf(under.ended),
    state() {
      if (session.running === 2) {
        if (stream()!.ended) return 'held';
        if (state === 'finishing') return 'finishing';
        if (isAssembling(stream()!)) return 'in pieces';
        return calls[1]!.heard.events.includes('halfClosed') ? 'half-closed' : 'open';
      }
      // A call that was answered by the session alone is over, too; a frame for it shows that it is known.
      if (calls.length === 2 || connection.take().some(({ type }) => type === Type.STATUS)) return 'over';
      return session.state === 'draining' ? 'idle, going away' : 'idle';
    },
  };
}

export const clientStates = ['idle', 'open', 'headers', 'messages', 'in pieces', 'over'];

/** A client whose stream 2 is in `state`. */
export async function stageClient(state: string): Promise<Staged> {
  const { connection, session, ended } = await openClient({ limits, server: { credit: 1024 } });
  call(session);
  const heard = state === 'idle' ? undefined : call(session);
  if (state === 'headers') connection.deliver(serverFrames['CALL with METADATA']!);
  if (state === 'messages') {
    connection.deliver(frame({ type: Type.MESSAGE, streamId: 2, flags: MESSAGE, payload: 'a' }));
  }
  if (state === 'in pieces') connection.deliver(firstPiece);
  if (state === 'over') heard!.stream.cancel();
  return {
    connection,
    heard: () => heard,
    end: () => endOf(ended),
    state() {
      if (heard === undefined) return 'idle';
      if (session.running === 1) return 'over';
      if (isAssembling(heard.stream)) return 'in pieces';
      if (heard.messages.length > 0) return 'messages';
      return heard.events.includes('headers') ? 'headers' : 'open';
    },
  };
}

function endOf(ended: readonly { error: Error | undefined }[]): string | undefined {
  if (ended.length === 0) return undefined;
  return (ended[0]!.error as (Error & { code?: string }) | undefined)?.code ?? 'end';
}

/** In the middle of a message in pieces, which no event tells. */
function isAssembling(stream: object): boolean {
  return (stream as { assembling: boolean }).assembling;
}
