import { halfNormal } from "../../../packages/ppl/src/distributions/index.js";
import { normalCdf } from "../../helpers/ks.js";
import { describeDistribution } from "./contract.js";

// Reference: scipy.stats 1.17.1 in double precision.
describeDistribution<number>({
  name: "HalfNormal",
  parameters: ["scale"],
  make: halfNormal,
  reference: [
    {
      params: [1],
      logProb: [
        [0, -0.225791352644727],
        [0.4, -0.305791352644727],
        [3, -4.72579135264473],
        [25, -312.725791352645],
      ],
      mean: 0.797884560802865,
      variance: 0.363380227632419,
    },
    {
      params: [0.2],
      logProb: [
        [0, 1.38364655978937],
        [0.4, -0.616353440210627],
        [3, -111.116353440211],
        [25, -7811.11635344021],
      ],
      mean: 0.159576912160573,
      variance: 0.0145352091052967,
    },
    {
      params: [15],
      logProb: [
        [0, -2.93384155374694],
        [0.4, -2.93419710930249],
        [3, -2.95384155374694],
        [25, -4.32273044263583],
      ],
      mean: 11.968268412043,
      variance: 81.7605512172942,
    },
  ],
  outside: [-0.1, -Infinity],
  bad: [{ params: [-2], parameter: "scale" }],
  cdf: (x, { params: [scale] }) => 2 * normalCdf(x / scale) - 1,
});
