// SPDX-License-Identifier: Apache-2.0
// The check of what channels and servers are made with.
import { resolveLimits, type SessionLimits } from '@memlane/protocol';
import {
  argumentTypeError,
  checkOptionsObject,
  checkTransportOptions,
  type Latency,
  type TransportRegistry,
} from '@memlane/transport';
import { type Interceptor, joinInterceptors } from './interceptor.js';

/** What both sides may be given. */
export interface CommonOptions extends Partial<SessionLimits> {
  readonly transports: TransportRegistry;
  readonly ringBytes?: number | undefined;
  readonly latency?: Latency | undefined;
  readonly allowUids?: readonly number[] | undefined;
  readonly interceptors?: readonly Interceptor[] | undefined;
}

/** @throws TypeError or RangeError with a code, naming the option */
export function checkOptions(options: CommonOptions): void {
  checkOptionsObject(options);
  const { transports } = options;
  if (typeof transports !== 'object' || transports === null)
    throw argumentTypeError('transports', 'a registry of transports', transports);
  checkTransportOptions(options);
  resolveLimits(options);
  joinInterceptors(options.interceptors);
}
