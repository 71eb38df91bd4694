import type { ArrayInput } from "../array-input.js";
import { interval, real } from "../constraints/index.js";
import { np, type ArrayLike } from "../jax.js";
import { fastLog } from "../math/index.js";
import { insideInterval } from "../math/open.js";
import { isConcrete, ref } from "../memory.js";
import { OutsideError } from "../outside-error.js";
import { uniform as standardUniform } from "../random/index.js";
import { defineDistribution } from "./define.js";
import type { Distribution } from "./distribution.js";
import { floats } from "./floats.js";
import { within } from "./within.js";

const bounded = defineDistribution({
  name: "Uniform",
  parameters: ["low", "high"],
  constraints: { low: real, high: real },
  support: ({ low, high }) => interval(low, high),
  reparameterized: true,
  sample(key, shape, params) {
    const [unit, low, high] = floats(standardUniform(key, shape), params.low, params.high);
    // Rounding may take a draw to an end of a narrow interval.
    return insideInterval(low.ref.add(high.ref.sub(low.ref).mul(unit)), low, high);
  },
  logProb(value, params) {
    const [x, low, high] = floats(value, params.low, params.high);
    const outside = np.logicalOr(np.less(x.ref, low.ref), np.greater(x.ref, high.ref));
    // The value has a part in it only where it is NaN.
    return within(outside, x, low.ref, (x) =>
      np.where(np.isnan(x), NaN, np.negative(fastLog(high.sub(low)))),
    );
  },
  mean: ({ low, high }) => np.add(low, high).mul(0.5),
  variance: ({ low, high }) => np.square(np.subtract(high, low)).mul(1 / 12),
});

/** Constant between `low` and `high` > `low`, both included. */
export function uniform(low: ArrayInput, high: ArrayInput): Distribution {
  const base = bounded(low, high);
  let checked = false;
  const check = (site?: string): void => {
    base.check(site);
    if (checked) return;
    checkOrder(site === undefined ? "Uniform" : `site "${site}": Uniform`, base.params.low, base.params.high);
    checked = true;
  };
  return {
    ...base,
    check,
    sample(key, sampleShape) {
      check();
      return base.sample(key, sampleShape);
    },
    logProb(value) {
      check();
      return base.logProb(value);
    },
  };
}

function checkOrder(subject: string, low: ArrayLike, high: ArrayLike): void {
  const looked = (value: ArrayLike): boolean => typeof value === "number" || isConcrete(value);
  if (!looked(low) || !looked(high)) return;
  const ordered = np.all(np.less(ref(low), ref(high)));
  // While operations are recorded, even this one is.
  if (!isConcrete(ordered) || ordered.item() !== 0) return;
  throw new OutsideError({
    subject: `${subject}.high`,
    expected: typeof low === "number" ? `numbers above low, ${low}` : "numbers above low",
    found: typeof high === "number" ? String(high) : "one that is not",
    changing: typeof low !== "number" || typeof high !== "number",
  });
}
