// SPDX-License-Identifier: Apache-2.0
// A server that opens sessions and then does what it likes: it answers no call, or turns every one away.
import { defaultLimits, encodePreface, FrameType, frameHeaderBytes, prefaceBytes } from '@memlane/protocol';
import { transports } from './served.js';

export interface RawPeer {
  /** Connections so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** `turnsAway`: whatever comes behind the preface is answered with a GOAWAY that has seen no stream. */
export async function rawPeer(address: string, { turnsAway }: { turnsAway: boolean }): Promise<RawPeer> {
  let connections = 0;
  const listener = await transports.listen(address, {
    onConnection(connection) {
      connections++;
      let received = 0;
      const into = Buffer.alloc(4096);
      connection.start({
        readable() {
          for (let bytes = connection.read(into, 0, into.length); bytes > 0; ) {
            received += bytes;
            bytes = connection.read(into, 0, into.length);
          }
          if (!turnsAway || received <= prefaceBytes) return;
          const goaway = Buffer.alloc(frameHeaderBytes);
          goaway[8] = FrameType.GOAWAY;
          connection.write(goaway, 0, goaway.length);
        },
        writable() {},
        closed() {},
      });
      const preface = encodePreface(defaultLimits);
      connection.write(preface, 0, preface.length);
    },
  });
  return {
    get connections() {
      return connections;
    },
    close: () => listener.close(),
  };
}
