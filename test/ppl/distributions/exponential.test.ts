import { exponential } from "../../../packages/ppl/src/distributions/index.js";
import { describeDistribution } from "./contract.js";

// Reference: scipy.stats 1.17.1 in double precision.
describeDistribution<number>({
  name: "Exponential",
  parameters: ["rate"],
  make: exponential,
  reference: [
    {
      params: [1],
      logProb: [
        [0, 0],
        [0.3, -0.3],
        [4, -4],
        [60, -60],
      ],
      mean: 1,
      variance: 1,
    },
    {
      params: [0.25],
      logProb: [
        [0, -1.38629436111989],
        [0.3, -1.46129436111989],
        [4, -2.38629436111989],
        [60, -16.3862943611199],
      ],
      mean: 4,
      variance: 16,
    },
    {
      params: [12],
      logProb: [
        [0, 2.484906649788],
        [0.3, -1.115093350212],
        [4, -45.515093350212],
        [60, -717.515093350212],
      ],
      mean: 0.0833333333333333,
      variance: 0.00694444444444444,
    },
  ],
  outside: [-0.25, -100],
  bad: [{ params: [-1], parameter: "rate" }],
  cdf: (x, { params: [rate] }) => 1 - Math.exp(-rate * x),
});
