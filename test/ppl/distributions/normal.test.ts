import { normal } from "../../../packages/ppl/src/distributions/index.js";
import { normalCdf } from "../../helpers/ks.js";
import { describeDistribution } from "./contract.js";

// Reference: scipy.stats 1.17.1 in double precision.
describeDistribution<number>({
  name: "Normal",
  parameters: ["loc", "scale"],
  make: normal,
  reference: [
    {
      params: [0, 1],
      logProb: [
        [-1.3, -1.76393853320467],
        [0.2, -0.938938533204673],
        [9, -41.4189385332047],
        [-40, -800.918938533205],
      ],
      mean: 0,
      variance: 1,
    },
    {
      params: [1.5, 0.3],
      logProb: [
        [-1.3, -43.2705212844343],
        [0.2, -9.10385461776763],
        [9, -312.214965728879],
        [-40, -9567.77052128444],
      ],
      mean: 1.5,
      variance: 0.09,
    },
    {
      params: [-20, 7],
      logProb: [
        [-1.3, -6.43311398838243],
        [0.2, -7.02852215164774],
        [9, -11.4464813353212],
        [-40, -6.94648133532121],
      ],
      mean: -20,
      variance: 49,
    },
  ],
  bad: [
    { params: [0, -1], parameter: "scale" },
    { params: [NaN, 1], parameter: "loc" },
  ],
  cdf: (x, { params: [loc, scale] }) => normalCdf((x - loc) / scale),
});
