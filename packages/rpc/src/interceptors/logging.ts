// SPDX-License-Identifier: Apache-2.0
// A ready interceptor that tells of every call when it has ended.
import { argumentTypeError } from '../argument-error.js';
import { Code, type CodeName, codeName, toCode } from '../code.js';
import type { MethodKind } from '../codegen/index.js';
import type { Interceptor } from '../interceptor.js';
import { RpcError } from '../rpc-error.js';
import { callUser } from '../user-callback.js';

/** What is known of a call that has ended. */
export interface CallRecord {
  readonly side: 'client' | 'server';
  /** gRPC path of the method: `/greeter.Greeter/SayHello`. */
  readonly method: string;
  readonly kind: MethodKind;
  readonly code: CodeName;
  /** Text of the status; empty for OK. */
  readonly message: string;
  /** How long the call took, in ms. */
  readonly durationMs: number;
  /** Messages that went by, of all attempts. */
  readonly requests: number;
  readonly responses: number;
  /** Process id of the client, on a server that knows it. */
  readonly pid: number | undefined;
}

export interface LoggingOptions {
  /** Gets each record; by default one line of it goes to the console. What it throws is an uncaught exception. */
  readonly logger?: ((record: CallRecord) => void) | undefined;
}

/**
 * Tells of every call when it has ended, of whatever kind and with whatever code: on a server with the status that the
 * client gets, on a client with what came to this interceptor, for each attempt where it is inside retry().
 */
export function logging(options: LoggingOptions = {}): Interceptor {
  const { logger = logLine } = options;
  if (typeof logger !== 'function') throw argumentTypeError('logger', 'a function', logger);
  return async (call, next) => {
    const begin = performance.now();
    let requests = 0;
    let responses = 0;
    call.mapRequests((message) => {
      requests++;
      return message;
    });
    call.mapResponses((message) => {
      responses++;
      return message;
    });
    const tell = (code: Code, message: string): void =>
      callUser(logger, {
        side: call.side,
        method: call.method.path,
        kind: call.method.kind,
        code: codeName(code),
        message,
        durationMs: performance.now() - begin,
        requests,
        responses,
        pid: call.peer?.pid,
      });
    if (call.side === 'server') {
      call.onEnd((error) => tell(error === undefined ? Code.OK : statusCode(error), error?.message ?? ''));
      return next();
    }
    try {
      const outcome = await next();
      tell(Code.OK, '');
      return outcome;
    } catch (thrown) {
      const error = RpcError.from(thrown);
      tell(statusCode(error), error.message);
      throw thrown;
    }
  };
}

/** What goes over the wire for it: an error is never OK. */
function statusCode({ code }: RpcError): Code {
  return code === Code.OK ? Code.UNKNOWN : toCode(code);
}

function logLine(record: CallRecord): void {
  const { side, method, code, durationMs, requests, responses, pid, message } = record;
  const from = pid === undefined ? '' : ` from ${pid}`;
  const text = message === '' ? '' : ` ${JSON.stringify(message)}`;
  console.log(
    `${side} ${method}${from} ${code} ${durationMs.toFixed(1)} ms, ${count(requests, 'request')}, ${count(responses, 'response')}${text}`,
  );
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
