import { np, type ArrayLike } from "../jax.js";
import { withoutLoan } from "../lent.js";
import { fastLog } from "../math/index.js";
import { isArray, ref, shapeOf } from "../memory.js";
import type { Transform } from "./transform.js";

/** A transform that means and variances survive. */
export interface AffineTransform extends Transform {
  readonly loc: ArrayLike;
  readonly scale: ArrayLike;
}

/**
 * y = loc + scale · x, scale ≠ 0. Arrays stay the caller's and must live as long as the transform; shapes broadcast with
 * that of x.
 */
export function affineTransform(shift: ArrayLike, factor: ArrayLike): AffineTransform {
  const [loc, scale] = [withoutLoan(shift), withoutLoan(factor)];
  const shape = (of: readonly number[]): number[] =>
    np.broadcastShapes([...of], shapeOf(loc), shapeOf(scale));
  return {
    name: "affine",
    loc,
    scale,
    arrays: [loc, scale].filter(isArray),
    eventDims: { input: 0, output: 0 },
    forward: (x) => np.add(ref(loc), np.multiply(ref(scale), x)),
    inverse: (y) => np.trueDivide(y.sub(ref(loc)), ref(scale)),
    logDetJacobian(x, y) {
      const logScale = fastLog(typeof scale === "number" ? Math.abs(scale) : np.absolute(ref(scale)));
      const result = np.zerosLike(y).add(logScale);
      x.dispose();
      return result;
    },
    forwardShape: shape,
    inverseShape: shape,
  };
}

export function isAffine(transform: Transform): transform is AffineTransform {
  return "loc" in transform && "scale" in transform;
}
