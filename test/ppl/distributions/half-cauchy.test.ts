import { halfCauchy } from "../../../packages/ppl/src/distributions/index.js";
import { describeDistribution } from "./contract.js";

// Reference: scipy.stats 1.17.1 in double precision.
describeDistribution<number>({
  name: "HalfCauchy",
  parameters: ["scale"],
  make: halfCauchy,
  reference: [
    {
      params: [1],
      logProb: [
        [0, -0.451582705289455],
        [0.4, -0.600002710407728],
        [7, -4.3636057107176],
        [10000, -18.8722634592418],
      ],
      mean: Infinity,
      variance: Infinity,
    },
    {
      params: [0.2],
      logProb: [
        [0, 1.15785520714465],
        [0.4, -0.451582705289455],
        [7, -5.95365690935151],
        [10000, -20.4817013620759],
      ],
      mean: Infinity,
      variance: Infinity,
    },
    {
      params: [5],
      logProb: [
        [0, -2.06102061772356],
        [0.4, -2.06740022468759],
        [7, -3.14620988605952],
        [10000, -17.2628257868077],
      ],
      mean: Infinity,
      variance: Infinity,
    },
  ],
  outside: [-0.1, -1e30],
  bad: [{ params: [0], parameter: "scale" }],
  cdf: (x, { params: [scale] }) => (2 / Math.PI) * Math.atan(x / scale),
});
