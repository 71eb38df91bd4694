import { inverseGamma } from "../../../packages/ppl/src/distributions/inverse-gamma.js";
import { cdfOf, numericCdf } from "../../helpers/numeric-cdf.js";
import { describeDistribution, type Reference } from "./contract.js";

// Origin: scipy.stats 1.17.1, float64.
describeDistribution({
  name: "InverseGamma",
  parameters: ["concentration", "scale"],
  make: inverseGamma,
  tolerance: 3e-5,
  reference: [
    {
      params: [3, 2],
      logProb: [
        [0.02, -82.96561361717],
        [0.5, 0.1588830833597],
        [2, -2.38629436112],
        [40, -13.41922345534],
      ],
      mean: 1,
      variance: 1,
    },
    {
      params: [1.5, 0.7],
      logProb: [
        [0.05, -6.924899494388],
        [1, -1.114230178273],
        [300, -14.67601969825],
      ],
      mean: 1.4,
      variance: Infinity,
    },
    {
      params: [0.8, 1],
      logProb: [
        [0.1, -6.007406511011],
        [1, -1.1520596784],
        [50, -7.21370108817],
      ],
      mean: Infinity,
      variance: Infinity,
    },
    {
      params: [20, 30],
      logProb: [
        [0.8, -4.129921976358],
        [1.5, 0.1692961757722],
        [4, -7.928118137474],
      ],
      mean: 1.578947368421,
      variance: 0.1385041551247,
    },
  ],
  outside: [-1, 0, Infinity],
  bad: [
    { params: [-1, 1], parameter: "concentration" },
    { params: [1, 0], parameter: "scale" },
    { params: [1, [1, Infinity]], parameter: "scale" },
  ],
  cdf: cdfOf(({ params }: Reference<number>) => {
    const [a, b] = params;
    return numericCdf((u) => -a * u - b * Math.exp(-u), Math.log);
  }),
});
