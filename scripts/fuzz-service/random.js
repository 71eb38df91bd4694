/** Numbers by a seed (mulberry32). */
export class Random {
  #state;
  constructor(seed) {
    this.#state = seed >>> 0;
  }
  uniform() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  /** From 0 to `end` − 1. */
  below(end) {
    return Math.floor(this.uniform() * end);
  }
  of(list) {
    return list[this.below(list.length)];
  }
  bytes(count) {
    return Buffer.from(Array.from({ length: count }, () => this.below(256)));
  }
}
