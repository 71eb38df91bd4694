import { expect, test } from "vitest";
import { grad, jit, np, vmap, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { withoutTangents } from "../../../packages/ppl/src/random/without-tangents.js";

type Unary = (x: JaxArray) => JaxArray;
const gradient = (f: Unary): Unary => grad(f);
const mapped = (f: Unary): Unary => vmap(f as never) as unknown as Unary;

/** x², of which one factor has no derivative. */
const product: Unary = (x) => withoutTangents(x.ref).mul(x);

test.each<[string, Unary, number, number]>([
  ["computed", product, 3, 9],
  ["differentiated", gradient(product), 3, 3],
  ["differentiated, compiled", jit(gradient(product)), 3, 3],
  ["differentiated twice", gradient((x) => gradient(product)(x.ref).mul(x)), 3, 3],
  ["differentiated, vectorised", (x) => mapped(gradient(product))(x.reshape([1])).sum(), 3, 3],
  ["vectorised, differentiated", gradient((x) => mapped(product)(x.reshape([1])).sum()), 3, 3],
])("%s, the numbers are the same and there is no slope", (_, f, at, expected) => {
  expect(f(np.array(at)).item()).toBeCloseTo(expected, 5);
});
