// SPDX-License-Identifier: Apache-2.0
// One trial: one peer, one work, in processes made for it.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duration } from '../peers/contract.js';
import type { Peer } from '../peers/list.js';
import type { Work } from '../works/contract.js';
import { type AnyChild, Child } from './child.js';
import type { ClientResult, FromClient, FromServer, ToClient, ToServer } from './messages.js';

/** Time for starting, connecting and the like, beyond warming up and measuring, ms. */
const overheadMs = 30_000;

let trialCount = 0;

export interface TrialOptions {
  /** A directory of this run; each trial makes one of its own in it. Short: socket paths are in it. */
  readonly scratch: string;
  readonly duration: Duration;
  /** Options of Node for both processes. */
  readonly execArgv?: readonly string[] | undefined;
  /** Where both processes leave a V8 CPU profile; undefined for none. */
  readonly profileDirectory?: string | undefined;
}

export type Trial = {
  readonly peer: string;
  readonly work: string;
  /** From 0. */
  readonly round: number;
} & (
  | { readonly result: ClientResult; readonly error?: undefined }
  | { readonly result?: undefined; readonly error: TrialFailure }
);

export interface TrialFailure {
  readonly message: string;
  /** What the processes wrote. */
  readonly output: string;
}

/** Never rejects for what a peer does: that is the trial's error. All its processes have ended when it resolves. */
export async function runTrial(peer: Peer, work: Work, round: number, options: TrialOptions): Promise<Trial> {
  const named = { peer: peer.name, work: work.name, round };
  const directory = join(options.scratch, `${trialCount++}`);
  await mkdir(directory);
  const children: AnyChild[] = [];
  try {
    return { ...named, result: await perform(peer, work, options, directory, children) };
  } catch (error) {
    const output = children.map((child) => child.output).join('');
    return { ...named, error: { message: (error as Error).message, output } };
  } finally {
    for (const child of children) child.kill();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Adds the processes that it starts to `children`; the caller ends those that are left. */
async function perform(
  peer: Peer,
  work: Work,
  { duration, execArgv = [], profileDirectory }: TrialOptions,
  directory: string,
  children: AnyChild[],
): Promise<ClientResult> {
  const assignment = { folder: peer.folder, place: { directory, variant: peer.variant } };
  const argumentsOf = (role: string) => [
    // So that memory can be taken without garbage.
    '--expose-gc',
    ...execArgv,
    ...profileArguments(profileDirectory, peer, work, role),
  ];

  let server: Child<ToServer, FromServer> | undefined;
  if (!peer.ownServer) {
    server = new Child<ToServer, FromServer>('server', assignment, argumentsOf('server'));
    children.push(server);
    await within(overheadMs, 'the server was not ready', server.next('ready'));
  }

  const client = new Child<ToClient, FromClient>(
    'client',
    { ...assignment, work: work.name, duration },
    argumentsOf('client'),
  );
  children.push(client);
  client.on((message) => {
    if (message.type !== 'result' && server !== undefined) void passOn(message, server, client);
  });
  const limitMs = duration.warmUpMs + duration.measureMs + overheadMs;
  const result = client.next('result');
  const first = server === undefined ? result : Promise.race([result, server.end()]);
  const message = await within(limitMs, 'the client did not finish', first);

  await client.exit();
  server?.tell({ type: 'stop' });
  await server?.exit();
  return message.result;
}

/** Asks the server what the client asks. */
async function passOn(
  question: Exclude<FromClient, { type: 'result' }>,
  server: Child<ToServer, FromServer>,
  client: Child<ToClient, FromClient>,
): Promise<void> {
  const answer = server.next(question.type === 'usage?' ? 'usage' : 'memory');
  server.tell(question);
  try {
    client.tell(await answer);
  } catch {
    // The server has ended; the trial fails by that.
  }
}

async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function profileArguments(directory: string | undefined, peer: Peer, work: Work, role: string): string[] {
  if (directory === undefined) return [];
  const file = `${peer.name}-${work.name}-${role}.cpuprofile`;
  return ['--cpu-prof', `--cpu-prof-dir=${directory}`, `--cpu-prof-name=${file}`];
}
