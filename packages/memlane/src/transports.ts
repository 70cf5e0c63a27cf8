// SPDX-License-Identifier: Apache-2.0
// Every transport that an address can name.
import { shmTransport } from '@memlane/shm';
import {
  createTransportRegistry,
  memoryTransport,
  type TransportRegistry,
  unixTransport,
} from '@memlane/transport';

export const transports: TransportRegistry = createTransportRegistry([
  shmTransport,
  unixTransport,
  memoryTransport,
]);
