import { Random } from "../../../../packages/core/src/math/random.js";
import { sizeOf } from "../../../../packages/ppl/src/memory.js";
import { np } from "../../../../packages/ppl/src/jax.js";
import { Builder } from "./builder.js";
import { between, chance, oneOf, shape } from "./draw.js";
import { call, use, usesIn, type Lambda, type Library } from "./expression.js";
import { operations } from "./operations/index.js";

export type FloatType = "float32" | "float64";

/** An argument of a program: numbers at which it is tested, row-major. */
export interface Input {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A function of arrays, whose first result is a scalar, and the point where it is differentiated. */
export interface ArrayProgram {
  readonly dtype: FloatType;
  readonly inputs: readonly Input[];
  /** Returns `[value, others]`: the others are not differentiated. */
  readonly lambda: Lambda;
  /** The names of the operations that were drawn. */
  readonly operations: readonly string[];
}

/** The program that belongs to a seed and numbers of a stream. */
export function arrayProgram(library: Library, seed: number, ...stream: readonly number[]): ArrayProgram {
  const random = new Random(seed, ...stream);
  const dtype = oneOf(random, ["float32", "float64"] as const);
  const b = new Builder(random, { ...library, dtype });
  const inputs = drawInputs(random);
  const parameters = inputs.map((_, i) => `z${i}`);
  inputs.forEach(({ shape, values }, i) =>
    b.bind(parameters[i], np.array([...values], { dtype: np[dtype], shape: [...shape] })),
  );
  const used = writeOperations(b, between(random, 1, 10));
  const computed = b.lines.map(({ name }) => name);
  const others = computed.filter(() => chance(random, 0.15)).slice(0, 3);
  const value = total(b, parameters);
  b.dispose();
  return {
    dtype,
    inputs,
    lambda: { kind: "lambda", parameters, body: b.lines, result: [use(value), others.map(use)] },
    operations: used,
  };
}

/**
 * Arguments of ranks 0 to 3. All numbers lie in (−2, 2), no two are equal, and float32 has them all: jax-js computes what it
 * knows without rounding it first.
 */
function drawInputs(random: Random): Input[] {
  const shapes = Array.from({ length: between(random, 1, 5) }, () => shape(random, random.integer(4)));
  const count = shapes.reduce((sum, extents) => sum + sizeOf(extents), 0);
  const numbers = Array.from(
    random.permutation(count),
    (place) => (4 * (place + 0.25 + 0.5 * random.uniform())) / count - 2,
  );
  return shapes.map((extents) => ({
    shape: extents,
    values: numbers.splice(0, sizeOf(extents)).map((value) => Math.round(2 ** 13 * value) / 2 ** 13),
  }));
}

/** @returns The names of the operations that found something to work on. */
function writeOperations(b: Builder, count: number): string[] {
  const used: string[] = [];
  for (let tries = 0; used.length < count && tries < 4 * count; tries++) {
    const [name, operation] = oneOf(b.random, Object.entries(oneOf(b.random, operations)));
    if (operation(b) !== undefined) used.push(name);
  }
  return used;
}

/** A scalar in which every float value has a part that nothing else uses. */
function total(b: Builder, parameters: readonly string[]): string {
  const used = new Set(b.lines.flatMap(({ value }) => usesIn(value)));
  const loose = b.names().filter((name) => b.isFloat(name) && !used.has(name));
  const terms = (loose.length > 0 ? loose : parameters).map((name) => term(b, name));
  return terms.reduce((sum, part) => b.add(".add", [use(sum), use(part)]) ?? sum);
}

/** A scalar of a value: a sum, which is linear in it, or of something that is not. */
function term(b: Builder, name: string): string {
  const form = b.random.integer(5);
  const shaped = [
    () => name,
    () => b.add("np.square", [use(name)]),
    () => b.add("np.sin", [use(name)]),
    () => b.add("np.multiply", [use(name), b.weights(b.shape(name))]),
    () => b.add("np.trueDivide", [use(name), 3]),
  ][form]();
  return b.add("np.sum", [use(shaped ?? name)]) ?? b.add("np.mean", [call("np.tanh", [use(name)])])!;
}
