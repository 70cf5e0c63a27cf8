// SPDX-License-Identifier: Apache-2.0
// Deadlines of all calls of a thread, on one timer: calls in the same millisecond share a bucket. Monotonic time only.

/** What can expire. A call holds its entry to take it out again. */
export interface Expirable {
  /** The deadline has passed. Called once, never early. */
  expire(): void;
}

interface Bucket {
  readonly tick: number;
  readonly items: Set<Expirable>;
}

/** Longest delay that setTimeout takes, in ms. */
const longestTimerMs = 0x7fff_ffff;
/** Ticks of buckets that are gone may outnumber the others by so many: rebuilding the heap is rare. */
const leastStaleTicks = 1024;

export class DeadlineQueue {
  readonly #buckets = new Map<number, Bucket>();
  /** Ticks of the buckets, and of some that are gone: a binary heap, the earliest first. */
  #heap: number[] = [];
  /** The bucket that was the last to become empty. */
  #empty: Bucket | undefined;
  /** Buckets whose items expire now. */
  #firing: readonly Bucket[] = [];
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #armedTick = Number.POSITIVE_INFINITY;

  /** `now` is a monotonic clock in ms. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Calls item.expire() at or after `deadline`, an instant of the clock in ms. Finite. */
  add(item: Expirable, deadline: number): void {
    const tick = Math.ceil(deadline);
    let bucket = this.#buckets.get(tick);
    if (bucket === undefined) {
      bucket = { tick, items: new Set() };
      this.#buckets.set(tick, bucket);
      heapPush(this.#heap, tick);
    }
    bucket.items.add(item);
    if (tick < this.#armedTick) this.#arm(tick);
  }

  /** Takes the item out; `deadline` as it was given to add(). Does nothing when it is not there. */
  remove(item: Expirable, deadline: number): void {
    const tick = Math.ceil(deadline);
    // By a call that expired just before this one, in the same turn.
    for (const bucket of this.#firing) if (bucket.tick === tick) bucket.items.delete(item);
    const bucket = this.#buckets.get(tick);
    if (bucket === undefined) return;
    bucket.items.delete(item);
    if (bucket.items.size > 0) return;
    // Calls that ended long before their deadlines must leave nothing behind. One empty bucket stays: the next call of
    // the same millisecond finds it.
    const last = this.#empty;
    this.#empty = bucket;
    if (last === undefined || last === bucket || last.items.size > 0) return;
    if (this.#buckets.get(last.tick) !== last) return;
    this.#buckets.delete(last.tick);
    if (this.#heap.length > leastStaleTicks + 2 * this.#buckets.size) this.#compact();
  }

  /** Items that wait. */
  get size(): number {
    let count = 0;
    for (const bucket of this.#buckets.values()) count += bucket.items.size;
    return count;
  }

  /** Ticks in the heap and buckets that are kept, for tests: what memory grows with. */
  get kept(): number {
    return this.#heap.length + this.#buckets.size;
  }

  /** Keeps the ticks that have a bucket, each once. */
  #compact(): void {
    // A sorted array is a heap.
    this.#heap = [...this.#buckets.keys()].sort((a, b) => a - b);
  }

  #arm(tick: number): void {
    clearTimeout(this.#timer);
    this.#armedTick = tick;
    const delay = Math.min(Math.max(Math.ceil(tick - this.#now()), 1), longestTimerMs);
    // Calls keep the process alive by their connection, not by their deadline.
    this.#timer = setTimeout(() => this.#fire(), delay).unref();
  }

  #fire(): void {
    this.#armedTick = Number.POSITIVE_INFINITY;
    const now = this.#now();
    const due: Bucket[] = [];
    for (let tick = this.#heap[0]; tick !== undefined; tick = this.#heap[0]) {
      const bucket = this.#buckets.get(tick);
      if (bucket !== undefined && bucket.items.size > 0 && tick > now) break;
      heapPop(this.#heap);
      if (bucket === undefined) continue;
      this.#buckets.delete(tick);
      if (bucket.items.size > 0) due.push(bucket);
    }
    const next = this.#heap[0];
    if (next !== undefined) this.#arm(next);
    this.#firing = due;
    for (const bucket of due) {
      for (const item of bucket.items) {
        bucket.items.delete(item);
        item.expire();
      }
    }
    this.#firing = [];
  }
}

function heapPush(heap: number[], value: number): void {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heap[parent] as number) <= value) break;
    heap[at] = heap[parent] as number;
    at = parent;
  }
  heap[at] = value;
}

function heapPop(heap: number[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    if ((heap[child] as number) >= last) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = last;
}

/** The queue of this thread. */
export const deadlines = new DeadlineQueue();
