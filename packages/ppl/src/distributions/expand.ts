import { NescioError } from "@nescio/core";
import { checkDistribution, checkList } from "../check-kind.js";
import { np, type JaxArray } from "../jax.js";
import type { Distribution } from "./distribution.js";

/** One distribution, repeated. */
export interface ExpandedDistribution extends Distribution {
  readonly base: Distribution;
}

/**
 * `base` repeated up to `batchShape`, which its own batch shape must broadcast to: the draws of the copies are independent.
 * Takes over `base`.
 */
export function expand(base: Distribution, batchShape: readonly number[]): ExpandedDistribution {
  checkShape(base, batchShape);
  const shape = [...batchShape];
  const { eventShape } = base;
  // Axes of the base of extent 1 that become longer: draws for them come first, and are moved to their place.
  const added = shape.length - base.batchShape.length;
  const stretched = base.batchShape.flatMap((extent, axis) =>
    extent === shape[added + axis] ? [] : [added + axis],
  );
  const full = (value: JaxArray): JaxArray => np.broadcastTo(value, [...shape, ...eventShape]);
  return {
    name: `expand(${base.name})`,
    base,
    params: base.params,
    arrays: base.arrays,
    batchShape: shape,
    eventShape,
    support: base.support,
    reparameterized: base.reparameterized,
    check: (site) => base.check(site),
    sample(key, sampleShape = []) {
      const leading = [...sampleShape, ...shape.slice(0, added)];
      const copies = stretched.map((axis) => shape[axis]);
      const drawn = base.sample(key, [...copies, ...leading]);
      const moved = stretched.reduceRight((array, axis, i) => {
        // After those moved before, this one is at position i; its place still has extent 1.
        const place = sampleShape.length + axis + i;
        const next = np.moveaxis(array, i, place);
        const extents = [...next.shape];
        extents.splice(place + 1, 1);
        return next.reshape(extents);
      }, drawn);
      return moved;
    },
    logProb(value) {
      const logProb = base.logProb(value);
      return np.broadcastTo(logProb, np.broadcastShapes(logProb.shape, shape));
    },
    mean: () => full(base.mean()),
    variance: () => full(base.variance()),
    ref() {
      base.ref();
      return this;
    },
    dispose() {
      base.dispose();
    },
  };
}

function checkShape(base: Distribution, batchShape: readonly number[]): void {
  checkDistribution(base, "expand(distribution, batchShape)");
  checkList(batchShape, `expand(${base.name})`, "a shape, for instance [3]");
  const own = base.batchShape;
  const offset = batchShape.length - own.length;
  const fits =
    offset >= 0 &&
    batchShape.every((extent) => Number.isInteger(extent) && extent >= 0) &&
    own.every((extent, axis) => extent === 1 || extent === batchShape[offset + axis]);
  if (fits) return;
  throw new NescioError({
    code: "invalid-program",
    subject: `expand(${base.name})`,
    expected: `a shape that the batch shape [${own.join(", ")}] broadcasts to`,
    found: `[${batchShape.join(", ")}]`,
  });
}
