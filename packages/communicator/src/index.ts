// SPDX-License-Identifier: Apache-2.0
export {
  type CommunicatorEvents,
  type CommunicatorOptions,
  type DataReceived,
  MemoryMappedFileCommunicator,
} from './communicator.js';
export { CommunicatorError, type CommunicatorErrorCode, type CommunicatorErrorDetails } from './error.js';
