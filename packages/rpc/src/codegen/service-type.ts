// SPDX-License-Identifier: Apache-2.0
// What a generated service is to client and server: names, kinds and codecs of its methods. Holds no state.
import type { FileType } from './file-type.js';
import type { MessageType } from './message-type.js';

export type MethodKind = 'unary' | 'server-streaming' | 'client-streaming' | 'bidi-streaming';

// A method of any service must be assignable where the types of its messages do not matter; only `any` goes both ways.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Any = any;

/** One method of a service. The type parameters are input, input as given, output, output as given. */
export interface MethodType<K extends MethodKind = MethodKind, I = Any, II = Any, O = Any, OI = Any> {
  /** Name in the `.proto`: `SayHello`. */
  readonly name: string;
  /** Name of the TypeScript method: `sayHello`. */
  readonly localName: string;
  /** gRPC path: `/greeter.Greeter/SayHello`. */
  readonly path: string;
  readonly kind: K;
  readonly input: MessageType<I, II>;
  readonly output: MessageType<O, OI>;
  /** `option idempotency_level` of the `.proto`. */
  readonly idempotency: 'unknown' | 'no-side-effects' | 'idempotent';
}

/** A generated service: the first argument of `server.add()` and `channel.client()`. */
export interface ServiceType<M extends Record<string, MethodType> = Record<string, MethodType>> {
  /** Full protobuf name: `greeter.Greeter`. */
  readonly typeName: string;
  /** Methods by their TypeScript name. */
  readonly methods: M;
  /** The file that declares it, for reflection; absent when an older release generated it. */
  readonly file?: (() => FileType) | undefined;
}
