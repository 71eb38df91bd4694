import { studentT } from "../../../packages/ppl/src/distributions/index.js";
import { cdfOf, numericCdf } from "../../helpers/numeric-cdf.js";
import { describeDistribution } from "./contract.js";

// Reference: scipy.stats 1.17.1 in double precision.
describeDistribution<number>({
  name: "StudentT",
  parameters: ["df", "loc", "scale"],
  make: studentT,
  reference: [
    {
      params: [3, 0, 1],
      logProb: [
        [-1.2, -1.78497302517556],
        [0.4, -1.10480832748493],
        [6, -6.13078756454658],
        [-50, -14.4541548551508],
      ],
      mean: 0,
      variance: 3,
    },
    {
      params: [0.8, 1, 2],
      logProb: [
        [-1.2, -2.71339237184126],
        [0.4, -1.98019068734701],
        [6, -3.84279597711913],
        [-50, -7.91579892173463],
      ],
      mean: NaN,
      variance: NaN,
    },
    {
      params: [30, -2, 0.5],
      logProb: [
        [-1.2, -1.50337411663776],
        [0.4, -9.0667820901584],
        [6, -35.1834367967632],
        [-50, -89.0607314495521],
      ],
      mean: -2,
      variance: 0.267857142857143,
    },
    {
      params: [200000, 0.5, 1.5],
      logProb: [
        [-1.2, -1.96662826239778],
        [0.4, -1.32662712462148],
        [6, -8.0464347922835],
        [-50, -566.449623884095],
      ],
      mean: 0.5,
      variance: 2.250022500225,
    },
  ],
  bad: [
    { params: [0, 0, 1], parameter: "df" },
    { params: [3, 0, -1], parameter: "scale" },
  ],
  cdf: cdfOf(({ params: [df, loc, scale] }) => {
    const density = (u: number): number =>
      -0.5 * (df + 1) * Math.log1p(Math.sinh(u) ** 2 / df) + Math.log(Math.cosh(u));
    return numericCdf(density, (x) => Math.asinh((x - loc) / scale));
  }),
});
