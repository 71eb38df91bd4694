const ALIGNMENT = 32;

/** Gives out stretches of a memory; those given back are given out again. */
export class Room {
  readonly #free = new Map<number, number[]>();
  /** The first address that was never given out. */
  end: number;

  constructor(start: number) {
    this.end = start;
  }

  /** The address of so many bytes. */
  take(bytes: number): number {
    const size = rounded(bytes);
    return this.#free.get(size)?.pop() ?? this.takeNew(size);
  }

  /** The same, of bytes that nobody had before. */
  takeNew(bytes: number): number {
    const address = this.end;
    this.end += rounded(bytes);
    return address;
  }

  give(address: number, bytes: number): void {
    const size = rounded(bytes);
    const free = this.#free.get(size);
    if (free === undefined) this.#free.set(size, [address]);
    else free.push(address);
  }
}

const rounded = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
