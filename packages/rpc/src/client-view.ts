// SPDX-License-Identifier: Apache-2.0
// What an interceptor of a client holds of a call.
import type { MethodType } from './codegen/index.js';
import type { EndCallbacks } from './end-callbacks.js';
import { type EndCallback, type InterceptedCall, type MessageMap, MessageMaps } from './interceptor.js';
import { Metadata } from './metadata.js';

/** What all interceptors of a call have in common. */
export interface ViewedCall {
  readonly signal: AbortSignal;
  readonly repeatable: boolean;
  readonly endCallbacks: EndCallbacks;
  deadline: number | undefined;
}

/** The call as one interceptor has it. Its metadata and maps are its own, so that an attempt leaves no trace in the next. */
export class ClientView implements InterceptedCall {
  readonly side = 'client';
  readonly peer = undefined;
  readonly method: MethodType;
  readonly metadata: Metadata;
  readonly maps: MessageMaps;
  readonly #call: ViewedCall;

  constructor(call: ViewedCall, method: MethodType, metadata: Metadata, maps: MessageMaps | undefined) {
    this.#call = call;
    this.method = method;
    this.metadata = metadata;
    this.maps = new MessageMaps(method.path, maps);
  }

  get repeatable(): boolean {
    return this.#call.repeatable;
  }

  get deadline(): number | undefined {
    return this.#call.deadline;
  }

  set deadline(deadline: number | undefined) {
    this.#call.deadline = deadline;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  onEnd(callback: EndCallback): void {
    this.#call.endCallbacks.add(callback);
  }

  mapRequests(map: MessageMap): void {
    this.maps.requests.push(map);
  }

  mapResponses(map: MessageMap): void {
    this.maps.responses.push(map);
  }

  /** For the interceptor further in. */
  inner(): ClientView {
    return newView(this.#call, this.method, new Metadata(this.metadata), this.maps);
  }
}

// Outside the class: bundlers rename a class that names itself.
function newView(...parameters: ConstructorParameters<typeof ClientView>): ClientView {
  return new ClientView(...parameters);
}
