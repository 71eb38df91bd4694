import { logNormal } from "../../../packages/ppl/src/distributions/index.js";
import { normalCdf } from "../../helpers/ks.js";
import { describeDistribution } from "./contract.js";

// Reference: scipy.stats 1.17.1 in double precision.
describeDistribution<number>({
  name: "LogNormal",
  parameters: ["loc", "scale"],
  make: logNormal,
  reference: [
    {
      params: [0, 1],
      logProb: [
        [0.05, -2.41041218705716],
        [1.3, -1.21572030130695],
        [30, -10.1042077293796],
        [1e-6, -82.5375939638515],
      ],
      mean: 1.64872127070013,
      variance: 4.6707742704716,
    },
    {
      params: [0.7, 0.4],
      logProb: [
        [0.05, -39.6895312708657],
        [1.3, -0.863527806470134],
        [30, -26.2053054789254],
        [1e-6, -644.62478336328],
      ],
      mean: 2.1814722654982,
      variance: 0.8257072191382,
    },
    {
      params: [-1, 1.5],
      logProb: [
        [0.05, 0.786229230528936],
        [1.3, -1.94089313604801],
        [30, -9.03016511016384],
        [1e-6, -24.0060732747472],
      ],
      mean: 1.13314845306683,
      variance: 10.8984685440157,
    },
  ],
  outside: [-0.5, 0],
  bad: [
    { params: [0, 0], parameter: "scale" },
    { params: [Infinity, 1], parameter: "loc" },
  ],
  cdf: (x, { params: [loc, scale] }) => normalCdf((Math.log(x) - loc) / scale),
});
