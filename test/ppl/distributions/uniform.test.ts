import { uniform } from "../../../packages/ppl/src/distributions/index.js";
import { describeDistribution } from "./contract.js";

// Reference: scipy.stats 1.17.1 in double precision.
describeDistribution<number>({
  name: "Uniform",
  parameters: ["low", "high"],
  make: uniform,
  reference: [
    {
      params: [0, 1],
      logProb: [
        [0.25, 0],
        [0.75, 0],
        [0.9, 0],
      ],
      mean: 0.5,
      variance: 0.0833333333333333,
    },
    {
      params: [-3, 5],
      logProb: [
        [0.25, -2.07944154167984],
        [0.75, -2.07944154167984],
        [0.9, -2.07944154167984],
      ],
      mean: 1,
      variance: 5.33333333333333,
    },
    {
      params: [-0.5, 4.5],
      logProb: [
        [0.25, -1.6094379124341],
        [0.75, -1.6094379124341],
        [0.9, -1.6094379124341],
      ],
      mean: 2,
      variance: 2.08333333333333,
    },
  ],
  outside: [-0.001, 1.5],
  bad: [
    { params: [1, 1], parameter: "high" },
    { params: [2, -1], parameter: "high" },
    { params: [NaN, 1], parameter: "low" },
  ],
  cdf: (x, { params: [low, high] }) => (x - low) / (high - low),
});
