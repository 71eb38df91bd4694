import type { ArrayLike, JaxArray } from "./jax.js";
import { isLent, lend, taken } from "./lent.js";
import { mapArrays } from "./memory.js";

/**
 * Arrays that may be used as often as one likes, without `.ref`, until `end`. Lending is what makes programs readable:
 * their sites' values, parameters and arguments are lent.
 */
export class Lending {
  readonly #loans = new Map<JaxArray, ReturnType<typeof lend>>();

  /**
   * Lends an array; the caller keeps the reference it has, and it is the returned one that may be used freely.
   * @param name What it is, for the error of a use after the end.
   */
  lend<T extends ArrayLike>(value: T, name?: string): T {
    if (typeof value === "number" || isLent(value)) return value;
    const loan = this.#loans.get(value) ?? lend(value, name);
    this.#loans.set(value, loan);
    return loan.lent as T;
  }

  end(): void {
    for (const loan of this.#loans.values()) loan.end();
    this.#loans.clear();
  }
}

/**
 * Calls `f` with arrays that it need not count, and returns what it returns. The arrays in `borrowed` stay the caller's;
 * those in `consumed` are given up.
 */
export function lending<B extends readonly ArrayLike[], C extends readonly ArrayLike[], R>(
  borrowed: B,
  consumed: C,
  f: (borrowed: B, consumed: C) => R,
): R {
  const loan = new Lending();
  const lendAll = <T extends readonly ArrayLike[]>(arrays: T): T =>
    arrays.map((array) => loan.lend(array)) as unknown as T;
  try {
    return mapArrays(f(lendAll(borrowed), lendAll(consumed)), taken);
  } finally {
    loan.end();
    for (const array of consumed) if (typeof array !== "number") array.dispose();
  }
}
