// SPDX-License-Identifier: Apache-2.0
export { shmTransport } from './shm-transport.js';
