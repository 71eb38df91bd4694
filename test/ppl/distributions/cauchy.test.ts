import { cauchy } from "../../../packages/ppl/src/distributions/index.js";
import { describeDistribution } from "./contract.js";

// Reference: scipy.stats 1.17.1 in double precision.
describeDistribution<number>({
  name: "Cauchy",
  parameters: ["loc", "scale"],
  make: cauchy,
  reference: [
    {
      params: [0, 1],
      logProb: [
        [-1.5, -2.32338488219105],
        [0.3, -1.23090758209045],
        [2.5, -3.12573135471598],
        [1000000, -28.7757510017789],
      ],
      mean: NaN,
      variance: NaN,
    },
    {
      params: [2, 0.1],
      logProb: [
        [-1.5, -5.95365690935151],
        [0.3, -4.51202571583587],
        [2.5, -2.10024133087684],
        [1000000, -31.078332094768],
      ],
      mean: NaN,
      variance: NaN,
    },
    {
      params: [-3, 8],
      logProb: [
        [-1.5, -3.2587238090359],
        [0.3, -3.38130871443084],
        [2.5, -3.61123917049768],
        [1000000, -26.6963154601531],
      ],
      mean: NaN,
      variance: NaN,
    },
  ],
  bad: [
    { params: [0, -1], parameter: "scale" },
    { params: [NaN, 1], parameter: "loc" },
  ],
  cdf: (x, { params: [loc, scale] }) => 0.5 + Math.atan((x - loc) / scale) / Math.PI,
});
