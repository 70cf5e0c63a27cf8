// SPDX-License-Identifier: Apache-2.0
// Unary echo calls, so many in flight at any time. W1, W2, W3, the sweep over sizes and the realistic message are this
// with other numbers.
import { checkBlobEcho, makeBlob, stampBlob, textAt, textBytes } from '../payload.js';
import type { EchoClient } from '../peers/contract.js';
import type { Headline, Rivals, Work } from './contract.js';
import { callsOf, type Lane, runLanes } from './timed.js';

interface Description {
  readonly name: string;
  readonly title: string;
  readonly headline: Headline;
  readonly inFlight: number;
  readonly rivals: Rivals;
  readonly quick?: boolean;
}

/** Echo of a text of 32 bytes. */
export function echoTexts(description: Description): Work {
  return {
    ...common(description),
    needs: description.inFlight === 1 ? 'lone-text' : 'text',
    payloadBytes: textBytes,
    run: (stage) =>
      runLanes(
        lanes(description.inFlight, (lane) => textLane(stage.client, lane)),
        stage,
      ),
  };
}

/** Echo of a `bytes` field of `bytes` bytes. */
export function echoBlobs(description: Description & { readonly bytes: number }): Work {
  return {
    ...common(description),
    needs: 'blob',
    payloadBytes: description.bytes,
    run: (stage) =>
      runLanes(
        lanes(description.inFlight, () => blobLane(stage.client, description.bytes)),
        stage,
      ),
  };
}

/** Echo of the realistic message of record.ts. */
export function echoRecords(description: Description): Work {
  return {
    ...common(description),
    needs: 'record',
    payloadBytes: 0,
    run: (stage) =>
      runLanes(
        lanes(description.inFlight, (lane) => callsOf((index) => stage.client.echoRecord!(index), lane)),
        stage,
      ),
  };
}

export function textLane(client: EchoClient, first = 0): Lane {
  return callsOf(async (index) => {
    const text = textAt(index);
    const answer = await client.echoText!({ text });
    if (answer.text !== text)
      throw new Error(`${JSON.stringify(text)} came back as ${JSON.stringify(answer.text)}`);
  }, first);
}

export function blobLane(client: EchoClient, bytes: number): Lane {
  // Of its own: the next call writes into it while the other lanes' calls are under way.
  const data = makeBlob(bytes);
  return callsOf(async (index) => {
    stampBlob(data, index);
    const answer = await client.echoBlob!({ data });
    checkBlobEcho(data, answer.data);
  });
}

function common({ name, title, headline, rivals, quick }: Description) {
  return { name, title, headline, operation: 'calls', rivals, quick: quick ?? false } as const;
}

function lanes(count: number, makeLane: (index: number) => Lane): Lane[] {
  return Array.from({ length: count }, (_, index) => makeLane(index));
}
