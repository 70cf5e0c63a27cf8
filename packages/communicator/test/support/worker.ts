// SPDX-License-Identifier: Apache-2.0
// A worker thread that sends back what it receives, until it is terminated.
import { parentPort, workerData } from 'node:worker_threads';
import { MemoryMappedFileCommunicator } from '../../src/index.js';

const communicator = new MemoryMappedFileCommunicator(workerData as string, 4096);
communicator.writePosition = 2000;
communicator.on('dataReceived', ({ data }) => void communicator.write(data));
communicator.startReader();
parentPort?.postMessage('ready');
