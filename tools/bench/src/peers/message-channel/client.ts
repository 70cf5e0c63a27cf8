// SPDX-License-Identifier: Apache-2.0
// Correlates requests and answers by a Map, as one writes it over a channel of messages.
import { Records } from '../../record.js';
import type { BlobMessage, TextMessage, Usage } from '../contract.js';
import type { Answer, DataForm, Request } from './messages.js';

interface PendingCall {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly onItem: ((message: TextMessage) => void) | undefined;
}

export class MessageClient {
  readonly #send: (request: Request) => void;
  readonly #form: DataForm;
  readonly #calls = new Map<number, PendingCall>();
  readonly #records: Records;
  #lastId = 0;

  constructor(send: (request: Request) => void, form: DataForm) {
    this.#send = send;
    this.#form = form;
    this.#records = new Records(form.record);
  }

  echoText({ text }: TextMessage): Promise<TextMessage> {
    return this.#call({ id: ++this.#lastId, text });
  }

  async echoBlob({ data }: BlobMessage): Promise<BlobMessage> {
    const answer = await this.#call<Extract<Answer, { data: unknown }>>({
      id: ++this.#lastId,
      data: this.#form.pack(data),
    });
    return { data: this.#form.unpack(answer.data) };
  }

  async produce(count: number, onMessage: (message: TextMessage) => void): Promise<void> {
    await this.#call({ id: ++this.#lastId, count }, onMessage);
  }

  async echoRecord(index: number): Promise<void> {
    const request = { id: ++this.#lastId, record: this.#records.at(index) };
    const answer = await this.#call<Extract<Answer, { record: unknown }>>(request);
    this.#records.check(answer.record, index);
  }

  async usage(): Promise<Usage> {
    const { usage } = await this.#call<{ usage: Usage }>({ id: ++this.#lastId, usage: true });
    return usage;
  }

  receive(answer: Answer): void {
    const call = this.#calls.get(answer.id);
    if (call === undefined) throw new Error(`an answer to call ${answer.id}, which is not open`);
    if ('item' in answer) {
      call.onItem?.({ text: answer.item });
      return;
    }
    this.#calls.delete(answer.id);
    if ('error' in answer) call.reject(new Error(answer.error));
    else call.resolve(answer as never);
  }

  fail(error: Error): void {
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
  }

  #call<A>(request: Request, onItem?: (message: TextMessage) => void): Promise<A> {
    return new Promise<A>((resolve, reject) => {
      this.#calls.set(request.id, { resolve, reject, onItem });
      this.#send(request);
    });
  }
}
