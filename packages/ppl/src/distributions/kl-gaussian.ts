import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { fastLog } from "../math/index.js";
import { floats, floatType, inType } from "./floats.js";
import { inverseLower } from "./inverse-lower.js";
import type { LentParams } from "./kl.js";
import { matrixProduct, matrixVector } from "./matrices.js";

/** ½ (r² + d²) − log r − ½ with r = σq / σp, d = (μq − μp) / σp. A prior's 0 and 1 given as numbers cost nothing. */
export function normals(q: LentParams, p: LentParams): JaxArray {
  const type = floatType(q.loc, q.scale, p.loc, p.scale);
  const shift = over(p.loc === 0 ? inType(q.loc, type) : inType(q.loc, type).sub(p.loc), p.scale);
  return ofRatio(over(inType(q.scale, type), p.scale)).add(np.square(shift).mul(0.5));
}

/** As for Normals around 0. */
export function halfNormals(q: LentParams, p: LentParams): JaxArray {
  return ofRatio(over(inType(q.scale, floatType(q.scale, p.scale)), p.scale));
}

/** ½ (‖Lp⁻¹ Lq‖² + ‖Lp⁻¹ (μq − μp)‖² − n) + log |Lp| − log |Lq| */
export function multivariateNormals(q: LentParams, p: LentParams): JaxArray {
  const [mq, lq, mp, lp] = floats(q.loc, q.scaleTril, p.loc, p.scaleTril);
  const n = lq.shape[lq.ndim - 1];
  const inverse = inverseLower(lp.ref);
  const ratio = matrixProduct(inverse.ref, np.tril(lq.ref));
  const shift = matrixVector(inverse, mq.sub(mp));
  const logScale = (lower: JaxArray): JaxArray => np.sum(fastLog(np.diagonal(lower, 0, -2, -1)), -1);
  return np
    .sum(np.square(ratio), [-2, -1])
    .add(np.sum(np.square(shift), -1))
    .sub(n)
    .mul(0.5)
    .add(logScale(lp))
    .sub(logScale(lq));
}

function ofRatio(ratio: JaxArray): JaxArray {
  // In a sum, as here, jax-js' own logarithm takes half the time of ours; but it knows single precision only.
  const log = ratio.dtype === np.float64 ? fastLog(ratio.ref) : np.log(ratio.ref);
  return np.square(ratio).sub(1).mul(0.5).sub(log);
}

function over(value: JaxArray, scale: ArrayLike): JaxArray {
  return scale === 1 ? value : value.div(scale);
}
