import type { Random } from "../../../../packages/core/src/math/random.js";
import { np, type JaxArray } from "../../../../packages/ppl/src/jax.js";
import { hostData, isArray, sizeOf } from "../../../../packages/ppl/src/memory.js";
import { constant } from "./constant.js";
import { oneOf } from "./draw.js";
import { evaluate } from "./evaluate.js";
import { call, use, type Call, type Expression, type Lambda, type Library, type Line } from "./expression.js";

/** Bounds of what a program computes, so that it is quick and well conditioned. */
const limits = { elements: 300, rank: 4, magnitude: 30 };

interface Known {
  readonly array: JaxArray;
  readonly data: ArrayLike<number>;
}

/**
 * Writes a program line by line and runs each at once, at the very point at which the program will be tested: shapes and
 * types are known, and a line that throws or leaves the numbers' bounds is not taken.
 */
export class Builder {
  readonly lines: Line[] = [];
  readonly #known = new Map<string, Known>();
  readonly #counter: { next: number };

  /** @param outer The builder of the function around this one's. */
  constructor(
    readonly random: Random,
    readonly library: Library,
    private readonly outer?: Builder,
  ) {
    this.#counter = outer === undefined ? { next: 0 } : outer.#counter;
  }

  /** A name that nothing in the program has. */
  fresh(): string {
    return `a${this.#counter.next++}`;
  }

  /** Makes a value known that no line computes: an argument. Consumes the array. */
  bind(name: string, array: JaxArray): void {
    this.#known.set(name, { array, data: hostData(array.ref) });
  }

  /** A line more. @returns The name of its value; nothing where it cannot be computed or is out of bounds. */
  add(callee: string | Call, args: readonly Expression[], pick?: number | string): string | undefined {
    const value = call(callee, args, pick);
    const array = this.#attempt(value);
    if (array === undefined) return undefined;
    const name = this.fresh();
    this.bind(name, array);
    this.lines.push({ name, value });
    return name;
  }

  /** A line that is taken as it is, with a value that stands for what it will have. Consumes the array. */
  state(value: Call, example?: JaxArray): string {
    const name = this.fresh();
    if (example !== undefined) this.bind(name, example);
    this.lines.push({ name, value });
    return name;
  }

  #attempt(value: Call): JaxArray | undefined {
    const array = this.evaluate(value);
    if (!isArray(array)) return undefined;
    if (withinLimits(array)) return array;
    array.dispose();
    return undefined;
  }

  /** What an expression gives here; nothing where it throws. */
  evaluate(expression: Expression): unknown {
    const scope = new Map(this.names().map((name) => [name, this.array(name)]));
    try {
      return evaluate(expression, scope, this.library);
    } catch {
      return undefined;
    }
  }

  /** All values in sight, the oldest first. */
  names(): string[] {
    return [...(this.outer?.names() ?? []), ...this.#known.keys()];
  }

  #get(name: string): Known {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    if (this.outer === undefined) throw new Error(`no value has the name ${name}`);
    return this.outer.#get(name);
  }

  /** The value at the point of the test, borrowed. */
  array(name: string): JaxArray {
    return this.#get(name).array;
  }

  data(name: string): number[] {
    return Array.from(this.#get(name).data);
  }

  shape(name: string): number[] {
    return this.array(name).shape;
  }

  rank(name: string): number {
    return this.shape(name).length;
  }

  size(name: string): number {
    return sizeOf(this.shape(name));
  }

  isFloat(name: string): boolean {
    return ["float32", "float64"].includes(this.array(name).dtype);
  }

  isInteger(name: string): boolean {
    return this.array(name).dtype === np.int32;
  }

  /** One of the values that `accept` takes, rather a late one. */
  choose(accept: (name: string) => boolean): string | undefined {
    const fitting = this.names().filter(accept);
    if (fitting.length === 0) return undefined;
    return fitting[Math.max(this.random.integer(fitting.length), this.random.integer(fitting.length))];
  }

  /** A float value, of a rank of at least `rank`. */
  float(rank = 0, accept: (name: string) => boolean = () => true): string | undefined {
    return this.choose((name) => this.isFloat(name) && this.rank(name) >= rank && accept(name));
  }

  /** The last of this body's own lines that has a float value. */
  lastFloat(): string | undefined {
    return this.lines.map(({ name }) => name).findLast((name) => this.#known.has(name) && this.isFloat(name));
  }

  /** An axis of a value, sometimes counted from behind. */
  axis(name: string): number {
    const rank = this.rank(name);
    return this.random.integer(2 * rank) - rank;
  }

  /** A constant of random numbers of magnitude 0.5 to 1.5. */
  weights(shape: readonly number[]): Call {
    const values = Array.from(
      { length: sizeOf(shape) },
      () => (oneOf(this.random, [-1, 1]) * Math.round(16 + 32 * this.random.uniform())) / 32,
    );
    return constant(shape, values);
  }

  indices(shape: readonly number[], below: number): Call {
    const values = Array.from({ length: sizeOf(shape) }, () => this.random.integer(below));
    return constant(shape, values, "np.int32");
  }

  /** A builder of a function's body. Its values end with it. */
  inner(): Builder {
    return new Builder(this.random, this.library, this);
  }

  /** The function of all lines so far. */
  lambda(parameters: readonly string[], result?: string): Lambda {
    return {
      kind: "lambda",
      parameters,
      body: this.lines,
      ...(result !== undefined && { result: use(result) }),
    };
  }

  dispose(): void {
    for (const { array } of this.#known.values()) array.dispose();
    this.#known.clear();
  }
}

function withinLimits(array: JaxArray): boolean {
  if (array.ndim > limits.rank || array.size > limits.elements || array.size === 0) return false;
  return Array.from(hostData(array.ref)).every((value) => Math.abs(value) <= limits.magnitude);
}
