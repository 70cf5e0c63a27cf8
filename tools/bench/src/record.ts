// SPDX-License-Identifier: Apache-2.0
// The realistic message: thirty fields, nested messages, lists, maps, 64-bit integers. Every peer carries the same values
// in its own form of 64-bit integers and maps, and both sides check every field.

/** How a peer writes 64-bit integers, bytes and maps. */
export interface RecordForm {
  int64(value: bigint): unknown;
  equal64(a: unknown, b: unknown): boolean;
  bytes(value: Uint8Array): unknown;
  map(entries: readonly (readonly [string, unknown])[]): unknown;
  get(map: unknown, key: string): unknown;
}

/** A record in the form of some peer; checkRecord() knows its fields. */
export type AnyRecord = Readonly<Record<string, unknown>>;

const asIs = {
  int64: (value: bigint) => value,
  equal64: (a: unknown, b: unknown) => a === b,
  bytes: (value: Uint8Array): unknown => value,
};

/** `bigint` and `Map`. */
export const mapForm: RecordForm = {
  ...asIs,
  map: (entries) => new Map(entries),
  get: (map, key) => (map as Map<string, unknown>).get(key),
};

/** `bigint` and plain objects. */
export const objectForm: RecordForm = {
  ...asIs,
  map: (entries) => Object.fromEntries(entries),
  get: (map, key) => (map as Record<string, unknown>)[key],
};

/** What JSON can carry: 64-bit integers as text, bytes in base64. */
export const jsonForm: RecordForm = {
  ...objectForm,
  int64: String,
  bytes: (value) => Buffer.from(value).toString('base64'),
};

const recordCount = 16;

/** The records of a work, in one form, and how to check them. */
export class Records {
  readonly #form: RecordForm;
  readonly #records: readonly AnyRecord[];

  constructor(form: RecordForm) {
    this.#form = form;
    this.#records = Array.from({ length: recordCount }, (_, index) => makeRecord(index, form));
  }

  /** The record of call number `index`. */
  at(index: number): AnyRecord {
    return this.#records[index % recordCount]!;
  }

  /** @throws Error naming the field when `record` is not the one of call `index`; of any call, without `index` */
  check<T extends object>(record: T, index = (record as { version: number }).version): T {
    const wrong = this.#difference(record as unknown as AnyRecord, this.at(index));
    if (wrong !== undefined) throw new Error(`field ${wrong} of a record arrived changed`);
    return record;
  }

  #difference(record: AnyRecord, expected: AnyRecord): string | undefined {
    const { equal64, get } = this.#form;
    for (const name of plainFields) if (record[name] !== expected[name]) return name;
    for (const name of longFields) if (!equal64(record[name], expected[name])) return name;
    for (const name of bytesFields) if (!sameItems(record[name], expected[name])) return name;
    for (const name of listFields) if (!sameItems(record[name], expected[name])) return name;
    for (const name of ['home', 'work']) {
      if (!sameFields(record[name], expected[name], placeFields)) return name;
    }
    const items = record.items as AnyRecord[];
    const wanted = expected.items as AnyRecord[];
    if (items.length !== wanted.length) return 'items';
    for (const [at, item] of items.entries()) {
      if (!sameFields(item, wanted[at], itemFields) || !equal64(item.price, wanted[at]!.price))
        return 'items';
    }
    for (const key of mapKeys) {
      if (get(record.labels, key) !== get(expected.labels, key)) return 'labels';
      if (!equal64(get(record.counters, key), get(expected.counters, key))) return 'counters';
    }
    return undefined;
  }
}

const plainFields = [
  ...['name', 'email', 'active', 'score', 'weight', 'delta', 'state', 'nickname', 'version', 'priority'],
  ...['currency', 'locale', 'zone'],
];
const longFields = ['id', 'account', 'hash', 'offset', 'price', 'createdAt', 'updatedAt'];
const bytesFields = ['token', 'signature'];
const listFields = ['tags', 'readings', 'position'];
const placeFields = ['street', 'city', 'code', 'latitude', 'longitude'];
const itemFields = ['label', 'count'];
const mapKeys = ['colour', 'channel', 'campaign'];

function sameItems(a: unknown, b: unknown): boolean {
  const [left, right] = [a as ArrayLike<unknown>, b as ArrayLike<unknown>];
  if (left.length !== right.length) return false;
  for (let at = 0; at < right.length; at++) if (left[at] !== right[at]) return false;
  return true;
}

function sameFields(a: unknown, b: unknown, names: readonly string[]): boolean {
  return names.every((name) => (a as AnyRecord)[name] === (b as AnyRecord)[name]);
}

/** About 600 bytes in protobuf. `version` is the index. */
function makeRecord(index: number, { int64, bytes, map }: RecordForm): AnyRecord {
  const big = (value: bigint) => int64(value + BigInt(index));
  const place = (street: string) => ({
    street: `${street} ${index + 1}`,
    city: 'Springfield',
    code: 10_000 + index,
    latitude: 52.5 + index,
    longitude: 13.4 - index,
  });
  return {
    id: big(9_007_199_254_740_993n),
    account: big(18_000_000_000_000_000_000n),
    name: `Ada Lovelace the ${index}th`,
    email: `ada.${index}@example.com`,
    active: true,
    score: 0.1 + index,
    weight: 0.5 + index,
    delta: -7 - index,
    hash: big(0x1234_5678_9abc_def0n),
    offset: int64(-5_000_000_000n - BigInt(index)),
    token: bytes(Uint8Array.from({ length: 32 }, (_, at) => at * 7 + index)),
    state: 1 + (index & 1),
    home: place('Main Street'),
    work: place('Market Square'),
    tags: ['new', 'paid', `tag ${index}`],
    readings: Array.from({ length: 12 }, (_, at) => at * 1000 + index),
    items: Array.from({ length: 3 }, (_, at) => ({
      label: `item ${at} of ${index}`,
      price: big(1999n),
      count: at + 1,
    })),
    labels: map(mapKeys.map((key) => [key, `${key} ${index}`])),
    counters: map(mapKeys.map((key) => [key, big(1n << 40n)])),
    nickname: `ada${index}`,
    version: index,
    priority: -1,
    currency: 'EUR',
    price: big(123_456_789n),
    createdAt: big(1_764_000_000_000n),
    updatedAt: big(1_764_000_123_456n),
    locale: 'en-GB',
    zone: 'Europe/Berlin',
    signature: bytes(Uint8Array.from({ length: 64 }, (_, at) => at * 3 + index)),
    position: [52.5, 13.4, 34.25],
  };
}
