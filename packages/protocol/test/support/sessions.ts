// SPDX-License-Identifier: Apache-2.0
// Sessions under test with handlers that write down what they hear. Messages are bare bytes.
import type { Connection } from '@memlane/transport';
import {
  type BatchWriter,
  ClientSession,
  type ClientStream,
  type ClientStreamHandler,
  type Encoder,
  type MetadataEntry,
  ServerSession,
  type ServerStream,
  type ServerStreamHandler,
  type SessionLimits,
  type StreamFailure,
} from '../../src/index.js';
import { ManualConnection } from './manual-connection.js';
import { preface, type WirePreface } from './wire.js';

/** A writer as protobufjs's is: `buf` is replaced when it is too small. */
export class PlainWriter implements BatchWriter {
  buf: Uint8Array = new Uint8Array(0);
  pos = 0;
  view: DataView | null = null;
}

/** Bytes as they are; a text is its UTF-8. */
export const raw: Encoder<Uint8Array | string> = {
  encode(message, writer) {
    const bytes = Buffer.from(message as Uint8Array);
    const need = writer.pos + bytes.length;
    if (need > writer.buf.length) {
      const grown = new Uint8Array(need * 2);
      grown.set(writer.buf.subarray(0, writer.pos));
      writer.buf = grown;
      writer.view = null;
    }
    writer.buf.set(bytes, writer.pos);
    writer.pos = need;
  },
};

/** Lets the session's flush of this turn, and every promise reaction, run. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Turns of the event loop until `condition` holds; the lane's watchdog ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

/** What a handler of one end heard, and the credit it did not give back. */
export class Heard {
  readonly events: string[] = [];
  readonly messages: Buffer[] = [];
  headerEntries: readonly MetadataEntry[] | undefined;
  trailers: readonly MetadataEntry[] | undefined;
  failure: StreamFailure | undefined;
  /** Gives credit back as each message arrives. */
  taking = true;
  unreleased: number[] = [];
  stream: ClientStream | ServerStream | undefined;
  onMessage: ((text: string) => void) | undefined;
  onDrained: (() => void) | undefined;
  onEnd: (() => void) | undefined;

  get ended(): boolean {
    return this.events.some((event) => /^(status|failed|cancelled)/.test(event));
  }

  /** Ending events; a stream that settled once has one. */
  get endings(): number {
    return this.events.filter((event) => /^(status|failed|cancelled)/.test(event)).length;
  }

  releaseAll(): void {
    for (const credit of this.unreleased.splice(0)) this.stream!.release(credit);
  }

  readonly handler: ClientStreamHandler & ServerStreamHandler = {
    headers: (entries) => {
      this.headerEntries = entries;
      this.events.push('headers');
    },
    message: (buffer, start, end, credit) => {
      const copy = Buffer.from(buffer.subarray(start, end));
      this.messages.push(copy);
      this.events.push(copy.length > 40 ? `message of ${copy.length}` : `message ${copy}`);
      if (!this.taking) this.unreleased.push(credit);
      else if (credit > 0) this.stream!.release(credit);
      this.onMessage?.(copy.length > 40 ? '' : copy.toString());
    },
    drained: () => {
      this.events.push('drained');
      this.onDrained?.();
    },
    halfClosed: () => {
      this.events.push('halfClosed');
    },
    cancelled: (code) => {
      this.events.push(`cancelled ${code}`);
      this.onEnd?.();
    },
    status: (code, text, trailers) => {
      this.trailers = trailers;
      this.events.push(text === '' ? `status ${code}` : `status ${code} ${text}`);
      this.onEnd?.();
    },
    failed: (failure) => {
      this.failure = failure;
      this.events.push(`failed ${failure.reason}`);
      this.onEnd?.();
    },
  };
}

export interface ServerUnderTest {
  connection: ManualConnection;
  session: ServerSession<string>;
  /** One for each call that was handed over, in order. */
  calls: { heard: Heard; stream: ServerStream; path: string; timeoutMs: number; metadata: unknown }[];
  ended: { error: Error | undefined }[];
}

export interface ServerSetting {
  limits?: Partial<SessionLimits>;
  connection?: Connection;
  onCall?(heard: Heard, stream: ServerStream, path: string): void;
}

/** A server session over `connection`; calls are written down. */
export function serverSession(setting: ServerSetting = {}): ServerUnderTest {
  const connection = (setting.connection ?? new ManualConnection()) as ManualConnection;
  const calls: ServerUnderTest['calls'] = [];
  const ended: ServerUnderTest['ended'] = [];
  const session = new ServerSession<string>(connection, {
    limits: setting.limits,
    writer: new PlainWriter(),
    resolve: (path) => path,
    call(stream, path, metadata, timeoutMs) {
      const heard = new Heard();
      heard.stream = stream;
      calls.push({ heard, stream, path, timeoutMs, metadata });
      setting.onCall?.(heard, stream, path);
      return heard.handler;
    },
    onEnd: (error) => void ended.push({ error }),
  });
  return { connection, session, calls, ended };
}

/** A server session that has got the client's preface and the definition of method 0, "/t/M". */
export function openServer(setting: ServerSetting & { client?: WirePreface } = {}): ServerUnderTest {
  const under = serverSession(setting);
  under.connection.deliver(preface(setting.client), defineZero);
  under.connection.take();
  return under;
}

const defineZero = Buffer.from('04000000000000000100000000000000' + '2f742f4d00000000', 'hex');

export interface ClientUnderTest {
  connection: ManualConnection;
  session: ClientSession;
  ended: { error: Error | undefined }[];
  draining: number[];
}

/** A client session whose server's preface has arrived. */
export async function openClient(
  setting: { limits?: Partial<SessionLimits>; server?: WirePreface } = {},
): Promise<ClientUnderTest> {
  const connection = new ManualConnection();
  const ended: ClientUnderTest['ended'] = [];
  const draining: number[] = [];
  const opening = ClientSession.open(connection, {
    limits: setting.limits,
    writer: new PlainWriter(),
    onDraining: () => void draining.push(1),
    onEnd: (error) => void ended.push({ error }),
  });
  connection.deliver(preface(setting.server));
  const session = await opening;
  connection.take();
  return { connection, session, ended, draining };
}

export interface CallSetting {
  path?: string;
  timeoutMs?: number;
  metadata?: readonly MetadataEntry[];
  message?: Uint8Array | string;
}

/** Opens a stream; with `message` its only one, else a stream of them. */
export function call(session: ClientSession, setting: CallSetting = {}): Heard & { stream: ClientStream } {
  const heard = new Heard();
  heard.stream = session.call(
    {
      path: setting.path ?? '/t/M',
      timeoutMs: setting.timeoutMs ?? 0,
      metadata: setting.metadata,
      single: setting.message === undefined ? undefined : { encoder: raw, message: setting.message },
    },
    heard.handler,
  );
  return heard as Heard & { stream: ClientStream };
}

/** Ends `stream` OK, perhaps with a last message. */
export function finish(stream: ServerStream, message?: Uint8Array | string, code = 0, text = ''): void {
  stream.finish({
    code,
    text,
    trailers: undefined,
    single: message === undefined ? undefined : { encoder: raw, message },
  });
}
