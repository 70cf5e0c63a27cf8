// SPDX-License-Identifier: Apache-2.0
// What interceptors want to have called when their call has ended.
import type { EndCallback } from './interceptor.js';
import type { RpcError } from './rpc-error.js';
import { callUser } from './user-callback.js';

export class EndCallbacks {
  #waiting: EndCallback[] = [];
  #ended: { readonly error: RpcError | undefined } | undefined;

  add(callback: EndCallback): void {
    if (this.#ended === undefined) this.#waiting.push(callback);
    else callUser(callback, this.#ended.error);
  }

  /** The call has ended; what is said first holds. */
  end(error: RpcError | undefined): void {
    if (this.#ended !== undefined) return;
    this.#ended = { error };
    for (const callback of this.#waiting.splice(0)) callUser(callback, error);
  }
}
