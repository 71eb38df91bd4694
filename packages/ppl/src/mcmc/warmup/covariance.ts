import { denseMetric, diagonalMetric, type Metric } from "../metric.js";

/** Running mean and covariance of positions. */
export interface CovarianceEstimate {
  /** Positions so far. */
  readonly count: () => number;
  readonly add: (position: Float64Array) => void;
  /** The sample covariance (n − 1 in the denominator): `[d]` or `[d, d]`; needs two positions. */
  readonly covariance: () => Float64Array;
  /** The covariance shrunk towards a small multiple of the identity, as Stan does: n/(n+5)·Σ + 5/(n+5)·10⁻³. */
  readonly metric: () => Metric;
  readonly restart: () => void;
}

/** Welford's (1962) one-pass update, which does not cancel where the mean is far from zero. */
export function covarianceEstimate(dimension: number, kind: Metric["kind"]): CovarianceEstimate {
  const dense = kind === "dense";
  const mean = new Float64Array(dimension);
  const before = new Float64Array(dimension);
  const squares = new Float64Array(dense ? dimension * dimension : dimension);
  let count = 0;

  const covariance = () => squares.map((value) => value / (count - 1));
  return {
    count: () => count,
    add: (position) => {
      count++;
      for (let i = 0; i < dimension; i++) {
        before[i] = position[i] - mean[i];
        mean[i] += before[i] / count;
      }
      for (let i = 0; i < dimension; i++) {
        if (!dense) squares[i] += before[i] * (position[i] - mean[i]);
        else {
          // Both triangles from one product, so that the matrix stays symmetric to the last bit.
          for (let k = 0; k <= i; k++) {
            squares[i * dimension + k] += before[i] * (position[k] - mean[k]);
            squares[k * dimension + i] = squares[i * dimension + k];
          }
        }
      }
    },
    covariance,
    metric: () => {
      const share = count / (count + 5);
      const floor = 1e-3 * (1 - share);
      const values = covariance().map((value) => share * value);
      const stride = dense ? dimension + 1 : 1;
      for (let i = 0; i < dimension; i++) values[i * stride] += floor;
      return dense ? denseMetric(values) : diagonalMetric(values);
    },
    restart: () => {
      count = 0;
      mean.fill(0);
      squares.fill(0);
    },
  };
}
