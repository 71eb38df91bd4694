import { nonNegative, nonNegativeInteger } from "../constraints/index.js";
import type { JaxArray } from "../jax.js";
import { lgamma } from "../math/index.js";
import { poisson as draw } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats } from "./floats.js";
import { outside } from "./outside.js";
import { program } from "./program.js";
import { within } from "./within.js";
import { xlogy } from "./xlogy.js";

const logMass = program((x: JaxArray, rate: JaxArray) =>
  within(outside(nonNegativeInteger, x.ref), x, 0, (x) =>
    xlogy(x.ref, rate.ref)
      .sub(rate)
      .sub(lgamma(x.add(1))),
  ),
);

/** Count of independent events of which `rate` are expected, at least 0. Draws are int32. */
export const poisson = defineDistribution({
  name: "Poisson",
  parameters: ["rate"],
  constraints: { rate: nonNegative },
  support: nonNegativeInteger,
  reparameterized: false,
  sample: (key, shape, { rate }) => draw(key, rate, shape),
  logProb: (value, { rate }) => logMass(...floats(value, rate)),
  mean: ({ rate }) => rate,
  variance: ({ rate }) => rate,
});
