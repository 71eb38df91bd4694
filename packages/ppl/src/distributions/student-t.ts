import { positive, real } from "../constraints/index.js";
import { np } from "../jax.js";
import { expm1 } from "../math/expm1.js";
import { fastExp, fastLog, logBeta } from "../math/index.js";
import { split, standardExponential, uniform } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats } from "./floats.js";
import { log1pSquare } from "./heavy-tail.js";

// Draws beyond exp(80) times the scale are cut off there: float32 ends at exp(88.7).
const largestExponent = 80;

/** Student's t with `df` > 0 degrees of freedom around `loc`, stretched by `scale` > 0. */
export const studentT = defineDistribution({
  name: "StudentT",
  parameters: ["df", "loc", "scale"],
  constraints: { df: positive, loc: real, scale: positive },
  support: real,
  reparameterized: true,
  sample(key, shape, { df, loc, scale }) {
    // Bailey (1994), "Polar generation of random variates with the t-distribution": exact for every df, and smooth in it.
    // The radius √(ν (exp(2a) − 1)) is taken apart, as exp(2a) overflows before it does.
    const [radial, angular] = split(key, 2);
    const a = np.minimum(standardExponential(radial, shape).div(df), largestExponent);
    const radius = np.sqrt(expm1(a.ref.mul(-2)).mul(np.negative(df))).mul(fastExp(a));
    const t = radius.mul(np.cos(uniform(angular, shape).mul(2 * Math.PI)));
    return np.add(loc, np.multiply(scale, t));
  },
  logProb(value, params) {
    const [x, df, loc, scale] = floats(value, params.df, params.loc, params.scale);
    const z = x.sub(loc).div(scale.ref.mul(np.sqrt(df.ref)));
    const exponent = df.ref.add(1).mul(-0.5);
    // Γ((ν + 1)/2) / (Γ(ν/2) √π) = 1 / B(½, ν/2): a difference of two large logarithms otherwise.
    return log1pSquare(z)
      .mul(exponent)
      .sub(logBeta(0.5, df.ref.mul(0.5)))
      .sub(fastLog(df).mul(0.5))
      .sub(fastLog(scale));
  },
  mean: ({ df, loc }) => np.where(np.greater(df, 1), loc, NaN),
  variance({ df, scale }) {
    const finite = np.greater(df, 2);
    const safe = np.where(finite.ref, df, 3);
    const variance = np.square(scale).mul(safe.ref.div(safe.sub(2)));
    return np.where(finite, variance, np.where(np.greater(df, 1), Infinity, NaN));
  },
});
