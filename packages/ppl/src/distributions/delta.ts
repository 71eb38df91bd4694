import type { ArrayInput } from "../array-input.js";
import { independent, real } from "../constraints/index.js";
import { np } from "../jax.js";
import { shapeOf } from "../memory.js";
import { sumLast } from "../transforms/sum-last.js";
import { defineDistribution } from "./define.js";
import type { Distribution } from "./distribution.js";
import { floats } from "./floats.js";

/**
 * Always `value`: its logarithmic density is `logDensity` (default 0) there and −∞ elsewhere.
 * @param eventDims How many of the last axes of `value` make up one value (default 0); the axes of `logDensity` are those
 * before.
 */
export function delta(value: ArrayInput, logDensity: ArrayInput = 0, eventDims = 0): Distribution {
  const values = independent(real, eventDims);
  return defineDistribution({
    name: "Delta",
    parameters: ["value", "logDensity"],
    constraints: { value: values, logDensity: real },
    support: values,
    eventShape: ({ value }) => shapeOf(value).slice(shapeOf(value).length - eventDims),
    reparameterized: true,
    sample: (_key, shape, { value }) => np.broadcastTo(value, [...shape]),
    logProb(given, params) {
      const [x, value] = floats(given, params.value);
      const other = np.where(np.isnan(x.ref), NaN, -Infinity);
      const each = np.where(np.equal(x, value.ref), np.zerosLike(value), other);
      return np.add(sumLast(each, eventDims), params.logDensity);
    },
    mean: ({ value }) => value,
    variance: ({ value }) => np.zerosLike(value),
  })(value, logDensity);
}
