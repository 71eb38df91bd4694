import { lax, np, type JaxArray, type Operand } from "../jax/jax.js";
import { asFloat } from "../math/float.js";
import { fastLog } from "../math/log.js";
import { prod } from "./product.js";

/** A triangular factor's diagonal, and how often rows were exchanged. Consumes `matrix`. */
function factorised(matrix: Operand): { diagonal: JaxArray; exchanges: JaxArray } {
  const value = asFloat(matrix);
  const places = np.arange(value.shape.at(-1)!);
  const [triangular, pivots, permutation] = lax.linalg.lu(value);
  permutation.dispose();
  const exchanges = np.sum(np.notEqual(pivots, places).astype(np.int32), -1);
  return { diagonal: np.diagonal(triangular, 0, -2, -1), exchanges };
}

/** −1 to a whole power. Not by a remainder, which jax-js has wrong while it differentiates. Consumes `count`. */
function signOf(count: JaxArray): JaxArray {
  const one = np.array(1, { dtype: np.int32 });
  return np.bitwiseAnd(lax.stopGradient(count), one).mul(-2).add(1);
}

/** The determinant of square matrices. Consumes `matrix`. */
export function det(matrix: Operand): JaxArray {
  const { diagonal, exchanges } = factorised(matrix);
  return prod(diagonal, -1).mul(signOf(exchanges));
}

/** The sign of the determinant of square matrices, 0 if it is 0, and the logarithm of its size. Consumes `matrix`. */
export function slogdet(matrix: Operand): [sign: JaxArray, log: JaxArray] {
  const { diagonal, exchanges } = factorised(matrix);
  const negatives = np.sum(np.less(diagonal.ref, 0).astype(np.int32), -1);
  const isSingular = np.any(np.equal(diagonal.ref, 0), -1);
  const sign = np.where(isSingular, 0, signOf(exchanges.add(negatives)));
  return [sign, np.sum(fastLog(np.absolute(diagonal)), -1)];
}
