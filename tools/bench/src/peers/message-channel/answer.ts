// SPDX-License-Identifier: Apache-2.0
// The answering side over a channel of messages.
import { checkBlob, checkText, textAt } from '../../payload.js';
import { Records } from '../../record.js';
import { usage } from '../../trial/usage.js';
import type { Answer, DataForm, Request } from './messages.js';

export interface Outlet {
  send(answer: Answer): void;
  /** Awaited now and then by a stream, so that it does not outrun the channel. */
  drained(): Promise<void>;
}

/** Messages of a stream between two looks at whether the channel keeps up. */
const streamWindow = 1000;

/** Answers requests, one after another, to `outlet`. */
export function answerer(outlet: Outlet, form: DataForm): (request: Request) => void {
  const records = new Records(form.record);
  return (request) => answer(request, outlet, form, records);
}

function answer(request: Request, outlet: Outlet, form: DataForm, records: Records): void {
  const { id } = request;
  try {
    if ('text' in request) outlet.send({ id, text: checkText(request.text) });
    else if ('data' in request) outlet.send({ id, data: form.pack(checkBlob(form.unpack(request.data))) });
    else if ('record' in request) outlet.send({ id, record: records.check(request.record) });
    else if ('count' in request) void produce(id, request.count, outlet);
    else outlet.send({ id, usage: usage() });
  } catch (error) {
    outlet.send({ id, error: (error as Error).message });
  }
}

async function produce(id: number, count: number, outlet: Outlet): Promise<void> {
  for (let index = 0; index < count; index++) {
    outlet.send({ id, item: textAt(index) });
    if (index % streamWindow === streamWindow - 1) await outlet.drained();
  }
  outlet.send({ id, end: true });
}
