import { np, type ArrayLike, type JaxArray } from "./jax.js";
import { arraysIn, isConcrete, isTracing, ref } from "./memory.js";

// How often a lent array may be used. Taking the references in advance costs a loop of additions; programs use a value a
// handful of times.
const uses = 256;

/**
 * Arrays that may be used as often as one likes, without `.ref`, until `settle` takes back what is left of them.
 * Lending is what makes programs readable: their sites' values, parameters and arguments are lent. A `.ref` more does no
 * harm. What a tracer has left over stays where it is: the function that is being compiled goes away as a whole.
 */
export class Lending {
  readonly #tracing = isTracing();
  readonly #lent = new Map<JaxArray, number>();

  /**
   * Lends an array; the caller keeps the reference it has. Only the returned one may be used freely: while operations
   * are recorded, it stands for the given one, whose own references the recording counts on.
   */
  lend<T extends ArrayLike>(value: T): T {
    if (typeof value === "number") return value;
    let array: JaxArray = value;
    if (isConcrete(array)) {
      if (this.#tracing) array = recorded(array);
      else if (this.#lent.has(array)) return value;
      else this.#lent.set(array, array.refCount);
    }
    for (let i = 0; i < uses; i++) ref(array);
    return array as T;
  }

  has(array: JaxArray): boolean {
    return this.#lent.has(array);
  }

  /**
   * Takes back what was not used. `kept` are arrays that go on with a reference of their own for each time they appear,
   * besides the lender's.
   * @returns The arrays that were used more often than lent, so that even references of others are gone.
   */
  settle(kept: readonly unknown[] = []): JaxArray[] {
    const overused: JaxArray[] = [];
    const extra = new Map<unknown, number>();
    for (const array of kept) extra.set(array, (extra.get(array) ?? 0) + 1);
    for (const [array, before] of this.#lent) {
      const owed = before + (extra.get(array) ?? 0);
      if (array.refCount < owed) overused.push(array);
      while (array.refCount > owed) array.dispose();
    }
    this.#lent.clear();
    return overused;
  }
}

/** A recorded operation that gives the array itself. */
function recorded(array: JaxArray): JaxArray {
  // The product of a truth value and a number is a number.
  return array.dtype === np.bool ? np.logicalOr(array.ref, false) : array.ref.mul(1);
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
  const lend = <T extends readonly ArrayLike[]>(arrays: T): T =>
    arrays.map((array) => loan.lend(array)) as unknown as T;
  let result: R | undefined;
  try {
    result = f(lend(borrowed), lend(consumed));
    return result;
  } finally {
    loan.settle(arraysIn(result));
    for (const array of consumed) if (typeof array !== "number") array.dispose();
  }
}
