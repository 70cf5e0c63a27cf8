// SPDX-License-Identifier: Apache-2.0
// Blocks the calling thread until one stream is over, moving the bytes of its session meanwhile as the event loop would.
import { TransportError } from '@memlane/transport';
import type { ClientSession } from './client-session.js';
import type { ClientStream } from './client-stream.js';
import { ProtocolError } from './error.js';

/**
 * Longest wait in native code, in ms. A worker that is terminated ends when it is back in JavaScript, so it ends at most
 * this late; waking up ten times a second costs nothing that can be measured.
 */
const sliceMs = 100;

/**
 * Returns true once `stream` is over, false when `deadline`, an instant of `performance.now()`, has passed before. Events
 * of the stream's handler come from inside this call and must not run code of users; those of other streams are kept and
 * delivered from the event loop afterwards, in the order in which they came.
 * @throws ProtocolError "cannot-wait" when the connection cannot be waited for
 */
export function waitForStream(session: ClientSession, stream: ClientStream, deadline: number): boolean {
  const { connection, held } = session;
  if (connection.wait === undefined || connection.isOwnPeer === true) {
    throw new ProtocolError('cannot-wait', `${connection.address} cannot be waited for in this thread`);
  }
  held.begin(stream);
  try {
    for (;;) {
      session.readable();
      if (stream.ended) return true;
      session.flushNow();
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return false;
      // The flush may have found the connection over.
      if (stream.ended) return true;
      if (connection.wait(Math.min(leftMs, sliceMs)) === 'ended') session.closed(undefined);
    }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    session.closed(error);
    return true;
  } finally {
    // Room that has come during the last wait is used now: nothing may wake the loop for it.
    session.flushNow();
    held.end();
  }
}
