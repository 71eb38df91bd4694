import type { Builder } from "../builder.js";
import { between, chance } from "../draw.js";
import { call, options, use } from "../expression.js";
import type { Operation } from "./operation.js";

/** Linear algebra, of matrices that are well conditioned, alone or in batches. */
export const matrices: Readonly<Record<string, Operation>> = {
  "np.linalg.cholesky": ofDefinite((b, a) => b.add("np.linalg.cholesky", [use(a)])),
  "lax.linalg.cholesky": ofDefinite((b, a) => b.add("lax.linalg.cholesky", [use(a)])),
  "np.linalg.inv": ofDefinite((b, a) => b.add("np.linalg.inv", [use(a)])),
  "np.linalg.det": ofDefinite((b, a) => b.add("np.linalg.det", [use(a)])),
  "np.linalg.matrixPower": ofDefinite((b, a) =>
    b.add("np.linalg.matrixPower", [use(a), between(b.random, 1, 3)]),
  ),
  "np.linalg.slogdet": ofDefinite((b, a) => b.add("np.linalg.slogdet", [use(a)], 1)),
  "np.linalg.solve": ofDefinite((b, a) => b.add("np.linalg.solve", [use(a), rightHandSide(b, a)])),
  "lax.linalg.triangularSolve": ofDefinite((b, a) => {
    const lower = b.add("np.linalg.cholesky", [use(a)]);
    if (lower === undefined) return undefined;
    const how = options({ leftSide: true, lower: true, transposeA: chance(b.random, 0.5) });
    return b.add("lax.linalg.triangularSolve", [use(lower), rightHandSide(b, a), how]);
  }),
  "lax.linalg.triangularSolve of an upper triangle": ofDefinite((b, a) => {
    const upper = b.add("np.triu", [use(a)]);
    const how = options({ leftSide: true, lower: false });
    return upper === undefined
      ? undefined
      : b.add("lax.linalg.triangularSolve", [use(upper), rightHandSide(b, a), how]);
  }),
  "the log-density of a Gaussian vector": ofDefinite((b, a) => {
    const lower = b.add("np.linalg.cholesky", [use(a)]);
    if (lower === undefined) return undefined;
    const how = options({ leftSide: true, lower: true });
    const white = b.add("lax.linalg.triangularSolve", [use(lower), rightHandSide(b, a), how]);
    const spread = b.add("np.log", [call("np.diagonal", [use(lower), 0, -2, -1])]);
    const distance = white === undefined ? undefined : b.add("np.square", [use(white)]);
    return spread === undefined || distance === undefined
      ? undefined
      : b.add("np.add", [call("np.sum", [use(distance)]), call("np.sum", [use(spread)])]);
  }),
};

/** An operation on A·Aᵀ + I of some matrix A, whose entries are not large. */
function ofDefinite(write: (b: Builder, a: string) => string | undefined): Operation {
  return (b) => {
    const x = b.float(1, (name) => b.data(name).every((value) => Math.abs(value) < 3));
    if (x === undefined) return undefined;
    const factor = b.rank(x) === 1 ? b.add("np.outer", [use(x), b.weights([2])]) : x;
    const turned = factor === undefined ? undefined : b.add("np.matrixTranspose", [use(factor)]);
    const product = turned === undefined ? undefined : b.add("np.matmul", [use(factor!), use(turned)]);
    if (product === undefined) return undefined;
    const identity = call("np.eye", [b.shape(product).at(-1)!]);
    const definite = b.add("np.add", [use(product), identity]);
    return definite === undefined ? undefined : write(b, definite);
  };
}

/** One or two columns, a batch of them where the matrices are one. */
function rightHandSide(b: Builder, a: string): ReturnType<typeof use> | ReturnType<Builder["weights"]> {
  const shape = b.shape(a);
  const fits = (name: string): boolean =>
    b.rank(name) === shape.length && b.shape(name).slice(0, -1).join() === shape.slice(0, -1).join();
  const found = b.float(2, (name) => name !== a && fits(name));
  return found !== undefined && chance(b.random, 0.7)
    ? use(found)
    : b.weights([...shape.slice(0, -1), chance(b.random, 0.5) ? 1 : 2]);
}
