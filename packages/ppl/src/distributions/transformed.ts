import { NescioError } from "@nescio/core";
import { arrayLike } from "../array-input.js";
import type { Constraint } from "../constraint.js";
import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { ref } from "../memory.js";
import { allOver, anyOver } from "../over-axes.js";
import { composeTransforms, isAffine, type Transform } from "../transforms/index.js";
import { sumLast } from "../transforms/sum-last.js";
import type { Distribution } from "./distribution.js";
import { expand } from "./expand.js";
import { toEvent } from "./to-event.js";

/** What smooth bijections make of the draws of another distribution. */
export interface TransformedDistribution extends Distribution {
  readonly base: Distribution;
  /** All of the bijections as one. */
  readonly transform: Transform;
}

/**
 * The distribution of `transforms`, applied in the order given, of draws of `base`: log p(y) = log p(x) − log |det ∂y/∂x|.
 * Where a transform needs vectors and the draws are numbers, the last batch axes make up the vectors. Mean and variance
 * are known, and not NaN, where all transforms are affine. Takes over `base`; arrays of the transforms stay the caller's.
 */
export function transformedDistribution(
  base: Distribution,
  transforms: readonly Transform[],
): TransformedDistribution {
  const transform = composeTransforms(transforms);
  const prepared = fitted(base, transform);
  const dims = {
    input: prepared.eventShape.length,
    output: prepared.eventShape.length + transform.eventDims.output - transform.eventDims.input,
  };
  const shape = transform.forwardShape([...prepared.batchShape, ...prepared.eventShape]);
  const support = image(prepared.support, transform, dims.output);
  const affine = transforms.every(isAffine);
  return {
    name: `transformed(${base.name})`,
    base: prepared,
    transform,
    params: base.params,
    arrays: base.arrays,
    batchShape: prepared.batchShape,
    eventShape: shape.slice(shape.length - dims.output),
    support,
    reparameterized: base.reparameterized,
    check: (site) => prepared.check(site),
    sample: (key, sampleShape) => transform.forward(prepared.sample(key, sampleShape)),
    logProb(value) {
      const y = asArray(arrayLike(value, `transformed(${base.name}).logProb(value)`));
      const axes = lastAxes(dims.output);
      // jax-js cannot compile a reduction of booleans over no axes within vmap.
      const nan = anyOver(np.isnan(y.ref), axes);
      const outside = np.logicalNot(np.logicalOr(support.check(y.ref), nan));
      // As in `within`: where there is no density, it is taken of a point that has one.
      const mask = np.expandDims(outside.ref, axes);
      const inner = np.where(mask, support.inside(y.shape, y.dtype), y);
      const x = transform.inverse(inner.ref);
      const volume = sumLast(transform.logDetJacobian(x.ref, inner), dims.input - transform.eventDims.input);
      return np.where(outside, -Infinity, prepared.logProb(x).sub(volume));
    },
    mean: () => (affine ? transform.forward(prepared.mean()) : np.full(shape, NaN)),
    variance() {
      if (!affine) return np.full(shape, NaN);
      return transforms.reduce(
        (variance, each) => (isAffine(each) ? np.multiply(variance, np.square(ref(each.scale))) : variance),
        np.broadcastTo(prepared.variance(), shape),
      );
    },
    ref() {
      base.ref();
      return this;
    },
    dispose() {
      base.dispose();
    },
  };
}

/** The base with as many axes in its values, and copies in its batch, as the transform asks for. */
function fitted(base: Distribution, transform: Transform): Distribution {
  const missing = transform.eventDims.input - base.eventShape.length;
  if (base.support.discrete || missing > base.batchShape.length) {
    throw new NescioError({
      code: "invalid-program",
      subject: `transformedDistribution(${base.name})`,
      expected: base.support.discrete
        ? "a base distribution with a density"
        : `a base distribution with at least ${transform.eventDims.input} axes for "${transform.name}"`,
      found: base.support.discrete
        ? "one of counted values"
        : `shape [${[...base.batchShape, ...base.eventShape].join(", ")}]`,
    });
  }
  const vectors = missing > 0 ? toEvent(base, missing) : base;
  const own = [...vectors.batchShape, ...vectors.eventShape];
  const full = transform.inverseShape(transform.forwardShape(own));
  const batchShape = full.slice(0, full.length - vectors.eventShape.length);
  const fits = batchShape.join() === vectors.batchShape.join();
  return fits ? vectors : expand(vectors, batchShape);
}

/** How far numbers may be off after going there and back. */
const roundTrip = 1e-3;

/** Where the values of a constraint get to: what comes from one of them, and comes back. */
function image(from: Constraint, transform: Transform, eventDims: number): Constraint {
  return {
    name: `${transform.name}(${from.name})`,
    words: `values of ${transform.name} of ${from.words}`,
    discrete: false,
    eventDims,
    arrays: [...(from.arrays ?? []), ...(transform.arrays ?? [])],
    check(value) {
      const y = asArray(value);
      const x = transform.inverse(y.ref);
      const back = transform.forward(x.ref);
      const size = np.absolute(y.ref).add(1);
      const near = np.lessEqual(np.absolute(back.sub(y)), size.mul(roundTrip));
      return np.logicalAnd(from.check(x), allOver(near, lastAxes(eventDims)));
    },
    inside: (shape, dtype) => transform.forward(from.inside(transform.inverseShape(shape), dtype)),
    transform: from.transform && composeTransforms([from.transform, transform]),
  };
}

function asArray(value: ArrayLike): JaxArray {
  return typeof value === "number" ? np.multiply(value, 1) : value;
}

function lastAxes(count: number): number[] {
  return Array.from({ length: count }, (_, axis) => -1 - axis);
}
