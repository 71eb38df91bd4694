import { laplace } from "../../../packages/ppl/src/distributions/index.js";
import { describeDistribution } from "./contract.js";

// Reference: scipy.stats 1.17.1 in double precision.
describeDistribution<number>({
  name: "Laplace",
  parameters: ["loc", "scale"],
  make: laplace,
  reference: [
    {
      params: [0, 1],
      logProb: [
        [-2.5, -3.19314718055995],
        [0.3, -0.993147180559945],
        [6, -6.69314718055995],
        [100, -100.69314718056],
      ],
      mean: 0,
      variance: 2,
    },
    {
      params: [1, 0.2],
      logProb: [
        [-2.5, -16.5837092681258],
        [0.3, -2.58370926812584],
        [6, -24.0837092681258],
        [100, -494.083709268126],
      ],
      mean: 1,
      variance: 0.08,
    },
    {
      params: [-4, 3],
      logProb: [
        [-2.5, -2.29175946922806],
        [0.3, -3.22509280256139],
        [6, -5.12509280256139],
        [100, -36.4584261358947],
      ],
      mean: -4,
      variance: 18,
    },
  ],
  bad: [
    { params: [0, 0], parameter: "scale" },
    { params: [NaN, 1], parameter: "loc" },
  ],
  cdf: (x, { params: [loc, scale] }) => {
    const z = (x - loc) / scale;
    return z < 0 ? Math.exp(z) / 2 : 1 - Math.exp(-z) / 2;
  },
});
