// SPDX-License-Identifier: Apache-2.0
// A ready interceptor that makes a failed call again, where that is safe.
import { argumentRangeError, argumentTypeError } from '../argument-error.js';
import { Backoff, type BackoffOptions } from '../backoff.js';
import { Code } from '../code.js';
import type { MethodType } from '../codegen/index.js';
import { RetryInfo } from '../gen/google/rpc/error_details.js';
import type { InterceptedCall, Interceptor } from '../interceptor.js';
import { Metadata } from '../metadata.js';
import { RpcError } from '../rpc-error.js';

export interface RetryOptions {
  /** Attempts of a call, the first included (default 4, at least 1). */
  readonly maxAttempts?: number | undefined;
  /** Pauses between attempts (as of a channel: 20 ms, then 1.6 times as long, 1 s at most, ±20 %). */
  readonly backoff?: BackoffOptions | undefined;
  /** Codes with which an idempotent call is made again (default UNAVAILABLE only). */
  readonly codes?: readonly Code[] | undefined;
  /** Which methods may run twice (default those with an `idempotency_level` in the `.proto`). */
  readonly isIdempotent?: ((method: MethodType) => boolean) | undefined;
}

/** gRPC's name for the number of attempts before this one. */
const attemptsKey = 'grpc-previous-rpc-attempts';

/**
 * For clients. Makes a call again that ended UNAVAILABLE before the server could see it, whatever its method; and a call
 * of an idempotent method that ended with one of `codes`, or with a google.rpc.RetryInfo among its details, whose delay
 * is then kept. Never a call with a stream of requests, nor one that the server has begun to answer, be it with initial
 * metadata only. The deadline holds for
 * all attempts together: a pause that would pass it is not begun.
 */
export function retry(options: RetryOptions = {}): Interceptor {
  const { maxAttempts = 4, codes = [Code.UNAVAILABLE], isIdempotent = isDeclaredIdempotent } = options;
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1)
    throw argumentRangeError(`maxAttempts must be an integer from 1 on, not ${String(maxAttempts)}`);
  if (!Array.isArray(codes)) throw argumentTypeError('codes', 'an array', codes);
  if (typeof isIdempotent !== 'function') throw argumentTypeError('isIdempotent', 'a function', isIdempotent);
  new Backoff(options.backoff);

  return async (call, next) => {
    const { kind } = call.method;
    if (call.side !== 'client' || kind === 'client-streaming' || kind === 'bidi-streaming') return next();
    const idempotent = isIdempotent(call.method);
    const backoff = new Backoff(options.backoff);
    for (let attempt = 1; ; attempt++) {
      try {
        return await next();
      } catch (thrown) {
        const error = RpcError.from(thrown);
        if (attempt >= maxAttempts || !call.repeatable || call.signal.aborted) throw thrown;
        const asked = retryDelayMs(error);
        const safe = error.unsent && error.code === Code.UNAVAILABLE;
        if (!safe && !(idempotent && (asked !== undefined || codes.includes(error.code)))) throw thrown;
        const pause = Math.max(backoff.next(), asked ?? 0);
        if (call.deadline !== undefined && performance.now() + pause >= call.deadline) throw thrown;
        await sleep(pause, call);
        Metadata.setReserved(call.metadata, attemptsKey, String(attempt));
      }
    }
  };
}

function isDeclaredIdempotent(method: MethodType): boolean {
  return method.idempotency !== 'unknown';
}

/** The delay of the error's RetryInfo; undefined when there is none, or none that can be read. */
function retryDelayMs(error: RpcError): number | undefined {
  try {
    const delay = error.details(RetryInfo)[0]?.retryDelay;
    return delay === undefined ? undefined : Number(delay.seconds) * 1000 + delay.nanos / 1e6;
  } catch {
    return undefined;
  }
}

/** Rejects with the reason when the call is over before the pause is. */
function sleep(ms: number, { signal }: InterceptedCall): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      },
      Math.min(ms, 0x7fff_ffff),
    );
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
