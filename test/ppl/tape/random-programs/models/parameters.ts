import type { Builder } from "../builder.js";
import { chance, oneOf, rounded } from "../draw.js";
import { call, use, type Expression } from "../expression.js";

/** An expression for a parameter of a distribution, of any numbers, that broadcasts to the batch shape. */
export function realParameter(b: Builder, batch: readonly number[]): Expression {
  const fitting = b.float(0, (name) => fits(b.shape(name), batch));
  if (fitting !== undefined && chance(b.random, 0.6)) return use(fitting);
  const any = b.float();
  const mean = any !== undefined && chance(b.random, 0.4) ? b.add("np.mean", [use(any)]) : undefined;
  if (mean !== undefined) return use(mean);
  return chance(b.random, 0.5) ? b.weights(batch) : rounded(b.random, -1, 1);
}

/** The same, of numbers above 0. */
export function positiveParameter(b: Builder, batch: readonly number[]): Expression {
  const real = realParameter(b, batch);
  return typeof real === "number" ? Math.abs(real) + 0.3 : made(b, real);
}

function made(b: Builder, real: Expression): Expression {
  const bounded = oneOf(b.random, [
    () => b.add("nn.softplus", [real]),
    () => b.add("np.exp", [call("np.tanh", [real])]),
    () => b.add("np.square", [call("np.sin", [real])]),
  ])();
  return bounded === undefined ? rounded(b.random, 0.3, 1.5) : call(".add", [use(bounded), 0.3]);
}

/** Vectors of `length` numbers, one for each member of the batch or one for all. */
export function realVectors(b: Builder, batch: readonly number[], length: number): Expression {
  const vectors = (name: string): boolean =>
    b.shape(name).at(-1) === length && fits(b.shape(name).slice(0, -1), batch);
  const found = b.float(1, vectors);
  if (found !== undefined && chance(b.random, 0.8)) return use(found);
  const numbers = b.float(0, (name) => fits(b.shape(name), batch));
  const weights = b.weights([length]);
  return numbers === undefined
    ? weights
    : call("np.multiply", [call("np.expandDims", [use(numbers), -1]), weights]);
}

/** The same, of numbers above 0. */
export function positiveVectors(b: Builder, batch: readonly number[], length: number): Expression {
  const vectors = made(b, realVectors(b, batch, length));
  return typeof vectors === "number" ? call("np.square", [b.weights([length])]) : vectors;
}

/** Whether a shape broadcasts to that of the plates; without plates, any of few axes does. */
function fits(shape: readonly number[], batch: readonly number[]): boolean {
  if (batch.length === 0) return shape.length <= 2;
  const [own, wanted] = [shape.toReversed(), batch.toReversed()];
  return own.length <= wanted.length && own.every((extent, i) => extent === 1 || extent === wanted[i]);
}
