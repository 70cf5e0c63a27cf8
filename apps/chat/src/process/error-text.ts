// SPDX-License-Identifier: Apache-2.0
// What a failed program says and the code it exits with.
import { CommunicatorError } from '@memlane/communicator';
import { Code, RpcError, TransportError } from 'memlane';

/** Exit code of a program whose arguments are wrong. */
export const usageExitCode = 2;

/** 2 where the user gave a wrong address, 1 for everything else. */
export function errorExitCode(error: unknown): number {
  if (error instanceof RpcError) return error.code === Code.INVALID_ARGUMENT ? usageExitCode : 1;
  if (error instanceof TransportError) {
    return error.code === 'invalid-address' || error.code === 'unknown-scheme' ? usageExitCode : 1;
  }
  if (error instanceof CommunicatorError) return error.code === 'invalid-name' ? usageExitCode : 1;
  return 1;
}

/** One line for people. */
export function errorText(error: unknown): string {
  return `error: ${error instanceof Error ? error.message : String(error)}`;
}
