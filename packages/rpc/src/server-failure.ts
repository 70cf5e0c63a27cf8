// SPDX-License-Identifier: Apache-2.0
// Sends the status of a call that failed, with as much of its metadata as the client takes.
import type { ServerStream } from '@memlane/protocol';
import { failureCode } from './code.js';
import { type RpcError, textOf } from './rpc-error.js';
import type { ServerContext } from './server-context.js';

/** Never throws; messages sent before the status arrive before it. */
export function finishFailed(stream: ServerStream, context: ServerContext, error: RpcError): void {
  const code = failureCode(error.code);
  let text = error.message;
  try {
    context.flushHeaders();
  } catch (tooLarge) {
    text += ` (without its initial metadata: ${textOf(tooLarge)})`;
  }
  try {
    stream.finish({ code, text, trailers: context.finalTrailers(error, code) });
  } catch (tooLarge) {
    // The trailers pass the client's limit: the code and the text still arrive.
    text += ` (without its trailers: ${textOf(tooLarge)})`;
    stream.finish({ code, text, trailers: undefined });
  }
}
