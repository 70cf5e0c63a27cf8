// SPDX-License-Identifier: Apache-2.0
// Measures the communicator beside a raw node:net Unix socket, in turns, each against a process of its own:
//   npm run bench --workspace @memlane/communicator [-- --rounds=N] [--messages=N] [--trips=N]
// Round trips of 32 bytes, one at a time: the median of each round. One way: messages of 32 bytes per second.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { MemoryMappedFileCommunicator } from '@memlane/communicator';

const option = (name, otherwise) => {
  const given = process.argv.find((text) => text.startsWith(`--${name}=`));
  return given === undefined ? otherwise : Number(given.slice(name.length + 3));
};
const rounds = option('rounds', 5);
const messages = option('messages', 1_000_000);
const trips = option('trips', 20_000);
const capacity = option('capacity', 2 * 1024 * 1024);
/** Written between two looks at back-pressure. */
const burst = 1000;
const bytes = Buffer.alloc(32, 7);

const figures = { latency: { communicator: [], socket: [] }, throughput: { communicator: [], socket: [] } };
for (let round = 0; round < rounds; round++) {
  for (const medium of ['communicator', 'socket']) {
    figures.latency[medium].push(await withPeer(medium, 'echo', trips, roundTrips));
    figures.throughput[medium].push(await withPeer(medium, 'count', messages, oneWay));
  }
}
report('round trip, median of each round (µs)', figures.latency, 1);
report('one way, 32-byte messages/s', figures.throughput, 0);

function report(title, { communicator, socket }, digits) {
  const show = (values) =>
    [...values]
      .sort((a, b) => a - b)
      .map((value) => Number(value.toFixed(digits)).toLocaleString('en-US'))
      .join('  ');
  console.log(`${title}\n  communicator  ${show(communicator)}\n  node:net      ${show(socket)}`);
}

/** @returns the median in microseconds */
async function roundTrips(link) {
  const times = [];
  for (let i = 0; i < trips + 1000; i++) {
    const began = performance.now();
    link.send(bytes);
    await link.received();
    if (i >= 1000) times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[times.length >> 1] * 1000;
}

async function oneWay(link) {
  const began = performance.now();
  const done = link.received();
  for (let sent = 0; sent < messages; sent += burst) {
    let last;
    for (let i = 0; i < burst; i++) last = link.send(bytes);
    await link.drained(last);
  }
  await done;
  return (messages / (performance.now() - began)) * 1000;
}

async function withPeer(medium, work, count, run) {
  const name = `bench-${randomUUID()}`;
  return medium === 'communicator'
    ? overCommunicator(name, work, count, run)
    : overSocket(join(tmpdir(), `${name}.sock`), work, count, run);
}

async function startPeer(...parameters) {
  const peer = fork(new URL('peer.mjs', import.meta.url), parameters.map(String));
  await once(peer, 'message');
  return peer;
}

async function stopPeer(peer) {
  peer.send('end');
  await once(peer, 'exit');
}

async function overCommunicator(name, work, count, run) {
  const communicator = new MemoryMappedFileCommunicator(name, capacity);
  communicator.readPosition = capacity / 2;
  let wake;
  communicator.on('dataReceived', () => wake());
  communicator.startReader();
  const peer = await startPeer('communicator', work, name, count, capacity);
  const figure = await run({
    send: (data) => communicator.write(data),
    drained: (written) => written,
    received: () => new Promise((resolve) => (wake = resolve)),
  });
  await stopPeer(peer);
  communicator.dispose();
  return figure;
}

async function overSocket(path, work, count, run) {
  const server = createServer().listen(path);
  const connected = once(server, 'connection');
  const peer = await startPeer('socket', work, path, count);
  const [socket] = await connected;
  let wake;
  socket.on('data', () => wake());
  const figure = await run({
    send: (data) => socket.write(data),
    drained: (flowing) => (flowing ? undefined : once(socket, 'drain')),
    received: () => new Promise((resolve) => (wake = resolve)),
  });
  await stopPeer(peer);
  socket.destroy();
  server.close();
  return figure;
}
