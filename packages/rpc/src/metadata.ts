// SPDX-License-Identifier: Apache-2.0
// Metadata of a call: keys and values in order, with gRPC's rules for both.
import type { MetadataEntry } from '@memlane/protocol';
import { argumentRangeError, argumentTypeError } from './argument-error.js';

export type MetadataValue = string | Uint8Array;
/** What is accepted where metadata is given: an instance, pairs, or an object of values. */
export type MetadataInit =
  | Metadata
  | Iterable<readonly [string, MetadataValue]>
  | Readonly<Record<string, MetadataValue | readonly MetadataValue[]>>;

const keyPattern = /^[0-9a-z_.-]+$/;
const textPattern = /^[\x20-\x7e]*$/;

/**
 * An ordered multimap. Keys are case-insensitive and kept in lower case. Values of keys that end in `-bin` are bytes,
 * all others printable ASCII text. Names that begin with `grpc-` are the protocol's own and refused.
 */
export class Metadata implements Iterable<[string, MetadataValue]> {
  #entries: MetadataEntry[] = [];
  /** A peer sent it: its reserved names are about the call that it came with. */
  #isReceived = false;

  /**
   * Of metadata that were received, all but the names that begin with `grpc-` is copied: they were for that call.
   * @throws TypeError or RangeError as append() does
   */
  constructor(init?: MetadataInit) {
    if (init === undefined) return;
    if (typeof init !== 'object' || init === null) throw argumentTypeError('metadata', 'an object', init);
    if (#entries in init)
      this.#entries = init.#entries.filter(([key]) => !(init.#isReceived && isReserved(key)));
    else if (Symbol.iterator in init) for (const [key, value] of init) this.append(key, value);
    else {
      for (const [key, value] of Object.entries(init)) {
        if (Array.isArray(value)) for (const one of value) this.append(key, one);
        else this.append(key, value as MetadataValue);
      }
    }
  }

  /** The first value of `key`. Byte values are the caller's to read, not to change. */
  get(key: string): MetadataValue | undefined {
    const wanted = key.toLowerCase();
    return this.#entries.find((entry) => entry[0] === wanted)?.[1];
  }

  /** All values of `key`, in the order in which they were added. */
  getAll(key: string): MetadataValue[] {
    const wanted = key.toLowerCase();
    return this.#entries.filter((entry) => entry[0] === wanted).map((entry) => entry[1]);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** Replaces all values of `key`. @throws TypeError or RangeError as append() does */
  set(key: string, value: MetadataValue): this {
    const entry = checkEntry(key, value);
    this.#entries = this.#entries.filter((other) => other[0] !== entry[0]);
    this.#entries.push(entry);
    return this;
  }

  /**
   * Adds one more value; bytes are copied.
   * @throws TypeError when the value is not of the kind that the key asks for
   * @throws RangeError when key or text has characters that gRPC does not allow, or the key is reserved
   */
  append(key: string, value: MetadataValue): this {
    this.#entries.push(checkEntry(key, value));
    return this;
  }

  delete(key: string): boolean {
    const wanted = key.toLowerCase();
    const before = this.#entries.length;
    this.#entries = this.#entries.filter((entry) => entry[0] !== wanted);
    return this.#entries.length < before;
  }

  /** Number of values. */
  get size(): number {
    return this.#entries.length;
  }

  *[Symbol.iterator](): IterableIterator<[string, MetadataValue]> {
    for (const [key, value] of this.#entries) yield [key, value];
  }

  /** What console.log() shows. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    _options: object,
    inspect: (value: unknown) => string,
  ): string {
    return `Metadata ${inspect(this.#entries)}`;
  }

  /** For the layers of a call: an instance, and nothing that only looks like one. */
  static is(value: unknown): value is Metadata {
    return typeof value === 'object' && value !== null && #entries in value;
  }

  /** For the layers of a call: the entries as they go on the wire. Not to be changed. */
  static entriesOf(metadata: Metadata): readonly MetadataEntry[] {
    return metadata.#entries;
  }

  /** For the layers of a call: set() for a reserved name. */
  static setReserved(metadata: Metadata, key: string, value: MetadataValue): Metadata {
    metadata.delete(key);
    metadata.#entries.push(checkEntry(key, value, true));
    return metadata;
  }

  /**
   * For the layers of a call: what a peer sent, held to the same rules but for reserved names, which it may use.
   * @throws TypeError or RangeError as append() does
   */
  static received(entries: readonly MetadataEntry[]): Metadata {
    const metadata = empty();
    metadata.#isReceived = true;
    for (const [key, value] of entries) metadata.#entries.push(checkEntry(key, value, true));
    return metadata;
  }
}

// Outside the class: bundlers rename a class that names itself.
function empty(): Metadata {
  return new Metadata();
}

function isReserved(name: string): boolean {
  return name.startsWith('grpc-');
}

function checkEntry(key: string, value: MetadataValue, allowReserved = false): MetadataEntry {
  if (typeof key !== 'string') throw argumentTypeError('metadata key', 'a string', key);
  const name = key.toLowerCase();
  if (!keyPattern.test(name)) {
    throw argumentRangeError(
      `metadata key ${JSON.stringify(key.slice(0, 80))} may have only letters, digits, "-", "_" and "."`,
    );
  }
  if (!allowReserved && isReserved(name)) {
    throw argumentRangeError(
      `metadata key ${JSON.stringify(name)} is reserved: names beginning with "grpc-" are the protocol's own`,
    );
  }
  if (name.endsWith('-bin')) {
    if (!(value instanceof Uint8Array))
      throw argumentTypeError(`metadata value of ${name}`, 'a Uint8Array', value);
    // The caller may use its array again before the call goes out.
    return [name, allowReserved ? value : new Uint8Array(value)];
  }
  if (typeof value !== 'string') throw argumentTypeError(`metadata value of ${name}`, 'a string', value);
  if (!textPattern.test(value)) {
    throw argumentRangeError(
      `metadata value of ${name} may have only printable ASCII; use a key that ends in "-bin" for bytes`,
    );
  }
  return [name, value];
}
