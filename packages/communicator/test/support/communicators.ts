// SPDX-License-Identifier: Apache-2.0
// Communicators of one test: opened with their positions, their messages collected, and disposed after it.
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type CommunicatorError, MemoryMappedFileCommunicator } from '../../src/index.js';
import { fresh, useDirectory } from './programs.js';

export let directory: ReturnType<typeof useDirectory>;
beforeAll(() => {
  directory = useDirectory();
});
afterAll(() => directory.remove());

/** Those that afterEach disposes. */
export const opened: MemoryMappedFileCommunicator[] = [];
afterEach(() => {
  for (const communicator of opened.splice(0)) communicator.dispose();
  expect(directory.files().filter((file) => file.startsWith('communicator-t-'))).toEqual([]);
});

export interface Settings {
  name: string;
  capacity?: number;
  read?: number;
  write?: number;
  maxMessageBytes?: number;
}
export function open({ name, capacity = 4096, read = 0, write = 0, maxMessageBytes }: Settings) {
  const communicator = new MemoryMappedFileCommunicator(name, capacity, { maxMessageBytes });
  opened.push(communicator);
  communicator.readPosition = read;
  communicator.writePosition = write;
  const texts: string[] = [];
  communicator.on('dataReceived', ({ data }) => texts.push(Buffer.from(data).toString('utf8')));
  return { communicator, texts };
}
export function pair(settings: Partial<Settings> = {}) {
  const name = settings.name ?? fresh();
  const left = open({ name, read: 2000, write: 0, ...settings });
  const right = open({ name, read: 0, write: 2000, ...settings });
  return {
    name,
    left: left.communicator,
    right: right.communicator,
    atLeft: left.texts,
    atRight: right.texts,
  };
}
export const code = (expected: string) =>
  expect.objectContaining({ name: 'CommunicatorError', code: expected });
export async function until(check: () => boolean): Promise<void> {
  await expect.poll(check, { timeout: 60_000, interval: 1 }).toBe(true);
}
export const nextError = (communicator: MemoryMappedFileCommunicator): Promise<CommunicatorError> =>
  new Promise((resolve) => communicator.once('error', resolve));
