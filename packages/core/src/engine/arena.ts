import { NescioError } from "../errors.js";

// Below lie the kernels' static data and the synchronisation block.
const FIRST = 65_536;
const PAGE = 65_536;
const LIMIT = 4 * 1024 ** 3 - PAGE;

/**
 * Lays out the engine's memory: every region is reserved first, then one WebAssembly memory of just that size
 * is made. Regions start on cache lines and have slack behind them, because tiles may read past a ragged edge.
 */
export class Arena {
  #next = FIRST;

  /** Reserves `bytes` and returns the address. */
  reserve(bytes: number): number {
    const address = this.#next;
    this.#next += Math.ceil((bytes + 256) / 64) * 64;
    if (this.#next > LIMIT) {
      throw new NescioError({
        code: "unsupported",
        subject: "engine memory",
        expected: "at most 4 GiB",
        found: `${(this.#next / 1024 ** 3).toFixed(1)} GiB asked for`,
        next: "Use a smaller network, a smaller batch or fewer images at a time.",
      });
    }
    return address;
  }

  /** Pages of 64 KiB that hold everything reserved so far. */
  get pages(): number {
    return Math.ceil(this.#next / PAGE);
  }
}
