import { NescioError } from "@nescio/core";
import { lax, np, type JaxArray, type Operand } from "../jax/jax.js";
import { fastExp } from "../math/exp.js";
import { asFloat, constant } from "../math/float.js";
import { repeat } from "../numpy/broadcasting.js";
import { einsum } from "../numpy/einsum.js";

/** What jax-js' attention may be told. */
export interface AttentionOptions {
  readonly bias?: Operand;
  /** Where it holds, a query may see a key. */
  readonly mask?: Operand;
  /** Default: one over the root of the number of features. */
  readonly scale?: number;
  /** A query sees no later key. */
  readonly isCausal?: boolean;
  readonly querySeqLengths?: Operand;
  readonly keyValueSeqLengths?: Operand;
  /** How many keys before and behind its own place a query sees. */
  readonly localWindowSize?: number | [number, number];
}

/**
 * Scaled dot product attention (Vaswani et al. 2017). A query that sees no key gets zeros. Consumes its arrays.
 * @param query `[batch, queries, heads, features]`, or all three without the batch.
 * @param key `[batch, keys, heads, features]`, where a head may serve several of the queries'.
 * @param value As `key`.
 */
export function dotProductAttention(
  query: Operand,
  key: Operand,
  value: Operand,
  options: AttentionOptions = {},
): JaxArray {
  const arrays = [query, key, value].map(asFloat);
  const single = arrays[0].ndim === 3;
  const [q, k, v] = single ? arrays.map((array) => np.expandDims(array, 0)) : arrays;
  checkShapes(q.shape, k.shape, v.shape);
  const groups = q.shape[2] / k.shape[2];
  const [keys, values] = [k, v].map((array) => repeat(array, groups, 2));
  const scale = constant(options.scale ?? 1 / Math.sqrt(q.shape[3]), q);
  const products = einsum("blnh,bsnh->bnls", q, keys).mul(scale);
  const scores = options.bias === undefined ? products : np.add(products, options.bias);
  const result = einsum("bnls,bsnh->blnh", shares(scores, visible(scores.shape, options)), values);
  return single ? result.reshape(result.shape.slice(1)) : result;
}

function checkShapes(q: readonly number[], k: readonly number[], v: readonly number[]): void {
  const isRight =
    [q, k, v].every(({ length }) => length === 4) &&
    k.join() === v.join() &&
    k[0] === q[0] &&
    k[3] === q[3] &&
    q[2] % k[2] === 0;
  if (isRight) return;
  throw new NescioError({
    code: "invalid-data",
    subject: "dotProductAttention",
    expected: "queries [batch, queries, heads, features], and keys and values of one shape that fits",
    found: [q, k, v].map((shape) => `[${shape.join(", ")}]`).join(", "),
  });
}

/** What may be seen, each condition of a shape that broadcasts to `[batch, heads, queries, keys]`. */
function visible([, , queries, keys]: readonly number[], options: AttentionOptions): JaxArray[] {
  const place = np.arange(queries).reshape([queries, 1]);
  const at = np.arange(keys);
  const before = (lengths: Operand, places: JaxArray): JaxArray =>
    np.less(places, np.expandDims(lengths, [-1, -2, -3]));
  const window = options.localWindowSize;
  const [back, ahead] = typeof window === "number" ? [window, window] : (window ?? [0, 0]);
  const conditions: JaxArray[] = [];
  if (options.mask !== undefined) conditions.push(np.astype(options.mask, np.bool));
  if (options.isCausal === true) conditions.push(np.lessEqual(at.ref, place.ref));
  if (window !== undefined) {
    const distance = at.ref.sub(place.ref);
    conditions.push(np.lessEqual(distance.ref, ahead), np.greaterEqual(distance, -back));
  }
  if (options.querySeqLengths !== undefined) conditions.push(before(options.querySeqLengths, place.ref));
  if (options.keyValueSeqLengths !== undefined) conditions.push(before(options.keyValueSeqLengths, at.ref));
  place.dispose();
  at.dispose();
  return conditions;
}

/** Softmax over what may be seen; zeros where that is nothing. Consumes all. */
function shares(scores: JaxArray, conditions: readonly JaxArray[]): JaxArray {
  const seen = conditions.reduce<JaxArray>((x, condition) => np.where(condition, x, -Infinity), scores);
  const largest = lax.stopGradient(np.max(seen.ref, -1, { keepdims: true }));
  const exp = fastExp(seen.sub(np.where(np.equal(largest.ref, -Infinity), 0, largest)));
  const sum = np.sum(exp.ref, -1, { keepdims: true });
  return exp.div(np.where(np.equal(sum.ref, 0), 1, sum));
}
