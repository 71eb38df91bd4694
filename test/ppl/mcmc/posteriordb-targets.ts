// Stan's targets of the models of posteriordb, over Stan's unconstrained reals in the order of each program's sites, up
// to constants: the formulas of the Stan programs in plain numbers, sharing nothing with the language.

type Reals = readonly number[];

/** A model with a little data, and its log-density by formula. */
export interface StanTarget {
  readonly model: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly logDensity: (z: Reals) => number;
  readonly dimension: number;
  /** Around which densities are compared. Default: the origin. */
  readonly centre?: Reals;
  /** How far the program may be off by its own choice. Default: rounding. */
  readonly tolerance?: number;
}

const sum = (terms: Reals): number => terms.reduce((total, term) => total + term, 0);
const dot = (x: Reals, y: Reals): number => sum(x.map((each, i) => each * y[i]));
const normal = (x: number, loc: number, scale: number): number =>
  -0.5 * ((x - loc) / scale) ** 2 - Math.log(scale);
const normals = (x: Reals, loc: number, scale: number): number =>
  sum(x.map((each) => normal(each, loc, scale)));
const studentT = (x: number, df: number, loc: number, scale: number): number =>
  -((df + 1) / 2) * Math.log1p(((x - loc) / scale) ** 2 / df);
const cauchy = (x: number, scale: number): number => studentT(x, 1, 0, scale);
const logNormal = (x: number, loc: number, scale: number): number =>
  normal(Math.log(x), loc, scale) - Math.log(x);
const gamma = (x: number, concentration: number, rate: number): number =>
  (concentration - 1) * Math.log(x) - rate * x;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** log of the slope of `sigmoid`. */
const logSlope = (x: number): number => Math.log(sigmoid(x)) + Math.log(sigmoid(-x));
const logSumExp = (x: Reals): number => Math.log(sum(x.map(Math.exp)));

/** A linear regression whose last coordinate is log sigma; its prior on sigma in `prior`. */
const regression =
  (x: readonly Reals[], y: Reals, prior: (beta: Reals, sigma: number) => number = () => 0) =>
  (z: Reals): number => {
    const beta = z.slice(0, -1);
    const sigma = Math.exp(z[z.length - 1]);
    return (
      sum(y.map((each, i) => normal(each, dot(x[i], beta), sigma))) + prior(beta, sigma) + Math.log(sigma)
    );
  };

/** log p of a hidden Markov chain's data, all paths one by one. */
function allPaths(
  count: number,
  transitions: readonly Reals[],
  emission: (t: number, k: number) => number,
): number {
  const paths = Array.from({ length: 2 ** count }, (_, path) => {
    const states = Array.from({ length: count }, (_, t) => (path >> t) & 1);
    const moves = states.slice(1).map((k, t) => Math.log(transitions[states[t]][k]));
    return sum(states.map((k, t) => emission(t, k))) + sum(moves);
  });
  return logSumExp(paths);
}

/** Rows of a matrix of transitions between two states, by Stan's simplex transform, and its volume. */
const simplices = (z: Reals): { rows: readonly Reals[]; volume: number } => ({
  rows: z.map((each) => [sigmoid(each), sigmoid(-each)]),
  volume: sum(z.map(logSlope)),
});

/** Stan's positive_ordered of two, with the volume, and normals of scale 1 as priors. */
function positiveOrdered([first, gap]: Reals, locs: Reals): { values: Reals; density: number } {
  const values = [Math.exp(first), Math.exp(first) + Math.exp(gap)];
  return { values, density: first + gap + sum(values.map((each, k) => normal(each, locs[k], 1))) };
}

/** The lower Cholesky factor, by columns of inner products (Golub & Van Loan 2013, alg. 4.2.1). */
function cholesky(matrix: readonly Reals[]): number[][] {
  const factor = matrix.map((row) => row.map(() => 0));
  matrix.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      const rest = row[j] - dot(factor[i].slice(0, j), factor[j]);
      factor[i][j] = i === j ? Math.sqrt(rest) : rest / factor[j][j];
    }
  });
  return factor;
}

const kernel = (x: Reals, alpha: number, rho: number, noise: number): number[][] =>
  x.map((a, i) =>
    x.map((b, j) => alpha ** 2 * Math.exp(-((a - b) ** 2) / (2 * rho ** 2)) + (i === j ? noise : 0)),
  );

const series = [0.7, 0.9, 0.4, 1.1, 1.3, 0.8, 0.2, 0.5];
const [predictor, response] = [
  [0.3, -1.2, 0.8, 1.9, -0.4, 0.6],
  [1.4, -0.3, 2.2, 3.9, 0.1, 1.2],
];

const earnHeight: StanTarget = {
  model: "earn_height",
  data: { N: 6, height: predictor, earn: response },
  dimension: 3,
  logDensity: regression(
    predictor.map((x) => [1, x]),
    response,
  ),
};

const kidscore: StanTarget = {
  model: "kidscore_momhs",
  data: { N: 6, mom_hs: [0, 1, 1, 0, 1, 1], kid_score: response },
  dimension: 3,
  logDensity: regression(
    [0, 1, 1, 0, 1, 1].map((x) => [1, x]),
    response,
    (_, sigma) => cauchy(sigma, 2.5),
  ),
};

const mesquite: StanTarget = {
  model: "mesquite",
  data: {
    ...{
      N: 6,
      weight: response,
      diam1: predictor,
      diam2: [1, 2, 1, 3, 2, 1],
      canopy_height: [2, 1, 1, 4, 2, 3],
    },
    ...{ total_height: [3, 1, 4, 1, 5, 9], density: [1, 1, 2, 1, 3, 1], group: [0, 0, 1, 1, 0, 1] },
  },
  dimension: 8,
  logDensity: regression(
    [
      [1, 0.3, 1, 2, 3, 1, 0],
      [1, -1.2, 2, 1, 1, 1, 0],
      [1, 0.8, 1, 1, 4, 2, 1],
      [1, 1.9, 3, 4, 1, 1, 1],
      [1, -0.4, 2, 2, 5, 3, 0],
      [1, 0.6, 1, 3, 9, 1, 1],
    ],
    response,
  ),
};

const nes: StanTarget = {
  model: "nes",
  data: {
    ...{ N: 4, partyid7: [1, 5, 3, 7], real_ideo: [4, 6, 2, 7], race_adj: [1, 1.5, 1, 2] },
    ...{ age_discrete: [1, 2, 3, 4], educ1: [2, 3, 1, 4], gender: [1, 2, 2, 1], income: [3, 1, 5, 2] },
  },
  dimension: 10,
  logDensity: regression(
    [
      [1, 4, 1, 0, 0, 0, 2, 1, 3],
      [1, 6, 1.5, 1, 0, 0, 3, 2, 1],
      [1, 2, 1, 0, 1, 0, 1, 2, 5],
      [1, 7, 2, 0, 0, 1, 4, 1, 2],
    ],
    [1, 5, 3, 7],
  ),
};

const design = [
  [0.3, 1.5],
  [-1.2, 0.2],
  [0.8, -0.7],
  [1.9, 0.4],
  [-0.4, 1.1],
  [0.6, -1.3],
];

const blr: StanTarget = {
  model: "blr",
  data: { N: 6, D: 2, X: design, y: response },
  dimension: 3,
  logDensity: regression(design, response, (beta, sigma) => normals([...beta, sigma], 0, 10)),
};

const diamonds: StanTarget = {
  model: "diamonds",
  data: { N: 6, K: 3, X: design.map((row) => [1, ...row]), Y: response, prior_only: 0 },
  dimension: 4,
  logDensity([b1, b2, intercept, logSigma]) {
    const means = [0, 1].map((k) => sum(design.map((row) => row[k])) / 6);
    const centred = design.map((row) => row.map((x, k) => x - means[k]));
    const sigma = Math.exp(logSigma);
    const likelihood = centred.map((row, i) => normal(response[i], intercept + dot(row, [b1, b2]), sigma));
    const priors = normals([b1, b2], 0, 1) + studentT(intercept, 3, 8, 10) + studentT(sigma, 3, 0, 10);
    return sum(likelihood) + priors + logSigma;
  },
};

const kilpisjarvi: StanTarget = {
  model: "kilpisjarvi",
  data: {
    ...{ N: 6, x: predictor, y: response, xpred: 2 },
    ...{ pmualpha: 1, psalpha: 2, pmubeta: 0.5, psbeta: 0.3 },
  },
  dimension: 3,
  logDensity: regression(
    predictor.map((x) => [1, x]),
    response,
    ([alpha, beta]) => normal(alpha, 1, 2) + normal(beta, 0.5, 0.3),
  ),
};

const eightSchools: StanTarget = {
  model: "eight_schools_noncentered",
  data: { J: 3, y: [28, 8, -3], sigma: [15, 10, 16] },
  dimension: 5,
  logDensity([mu, logTau, ...standard]) {
    const tau = Math.exp(logTau);
    const seen = standard.map((each, i) => normal([28, 8, -3][i], mu + tau * each, [15, 10, 16][i]));
    return sum(seen) + normals(standard, 0, 1) + normal(mu, 0, 5) + cauchy(tau, 5) + logTau;
  },
};

const arK: StanTarget = {
  model: "arK",
  data: { K: 2, T: 8, y: series },
  dimension: 4,
  logDensity([alpha, beta1, beta2, logSigma]) {
    const sigma = Math.exp(logSigma);
    const seen = series
      .slice(2)
      .map((y, i) => normal(y, alpha + beta1 * series[i + 1] + beta2 * series[i], sigma));
    return sum(seen) + normals([alpha, beta1, beta2], 0, 10) + cauchy(sigma, 2.5) + logSigma;
  },
};

const arma11: StanTarget = {
  model: "arma11",
  data: { T: 8, y: series },
  dimension: 4,
  logDensity([mu, phi, theta, logSigma]) {
    const sigma = Math.exp(logSigma);
    const errors: number[] = [];
    series.forEach((y, t) => {
      const expected = t === 0 ? mu + phi * mu : mu + phi * series[t - 1] + theta * errors[t - 1];
      errors.push(y - expected);
    });
    const priors = normal(mu, 0, 10) + normals([phi, theta], 0, 2) + cauchy(sigma, 2.5);
    return normals(errors, 0, sigma) + priors + logSigma;
  },
};

const garch11: StanTarget = {
  model: "garch11",
  data: { T: 8, y: series, sigma1: 0.5 },
  dimension: 4,
  logDensity([mu, logAlpha0, logitAlpha1, logitShare]) {
    const alpha1 = sigmoid(logitAlpha1);
    const beta1 = (1 - alpha1) * sigmoid(logitShare);
    let sigma = 0.5;
    const seen = series.map((y, t) => {
      if (t > 0)
        sigma = Math.sqrt(Math.exp(logAlpha0) + alpha1 * (series[t - 1] - mu) ** 2 + beta1 * sigma ** 2);
      return normal(y, mu, sigma);
    });
    return sum(seen) + logAlpha0 + logSlope(logitAlpha1) + Math.log(1 - alpha1) + logSlope(logitShare);
  },
};

const mixture: StanTarget = {
  model: "low_dim_gauss_mix",
  data: { N: 6, y: response },
  dimension: 5,
  logDensity([first, logGap, logSigma1, logSigma2, logit]) {
    const mu = [first, first + Math.exp(logGap)];
    const sigma = [Math.exp(logSigma1), Math.exp(logSigma2)];
    const theta = sigmoid(logit);
    const seen = response.map((y) =>
      logSumExp([
        Math.log(theta) + normal(y, mu[0], sigma[0]),
        Math.log(1 - theta) + normal(y, mu[1], sigma[1]),
      ]),
    );
    const priors = normals([...mu, ...sigma], 0, 2) + 4 * Math.log(theta) + 4 * Math.log(1 - theta);
    return sum(seen) + priors + logGap + logSigma1 + logSigma2 + logSlope(logit);
  },
};

const hmmExample: StanTarget = {
  model: "hmm_example",
  data: { N: 8, K: 2, y: series },
  dimension: 4,
  logDensity(z) {
    const { rows, volume } = simplices(z.slice(0, 2));
    const { values: mu, density } = positiveOrdered(z.slice(2), [3, 10]);
    return allPaths(8, rows, (t, k) => normal(series[t], mu[k], 1)) + volume + density;
  },
};

const hmmDrive: StanTarget = {
  model: "hmm_drive_0",
  data: {
    ...{ N: 5, K: 2, u: [0.2, 0.1, 0.5, 0.4, 0.1], v: [4, 3, 1, 2, 5] },
    alpha: [
      [4, 2],
      [2, 5],
    ],
  },
  dimension: 6,
  logDensity(z) {
    const { rows, volume } = simplices(z.slice(0, 2));
    const phi = positiveOrdered(z.slice(2, 4), [0, 3]);
    const lambda = positiveOrdered(z.slice(4), [0, 3]);
    const emission = (t: number, k: number): number => {
      const [speed, distance] = [phi.values[k], lambda.values[k]];
      const [u, v] = [[0.2, 0.1, 0.5, 0.4, 0.1][t], [4, 3, 1, 2, 5][t]];
      return Math.log(speed) - speed * u + Math.log(distance) - distance * v;
    };
    const prior = [3, 1, 1, 4].map((power, i) => power * Math.log(rows.flat()[i]));
    return allPaths(5, rows, emission) + sum(prior) + volume + phi.density + lambda.density;
  },
};

const times = [-2, -1, 0, 1.5];

const gpRegr: StanTarget = {
  model: "gp_regr",
  data: { N: 4, x: times, y: series.slice(0, 4), k: [3, 1, 4, 1] },
  dimension: 3,
  centre: [1, 0, 0],
  logDensity([logRho, logAlpha, logSigma]) {
    const [rho, alpha, sigma] = [Math.exp(logRho), Math.exp(logAlpha), Math.exp(logSigma)];
    const factor = cholesky(kernel(times, alpha, rho, sigma));
    const solved: number[] = [];
    for (let i = 0; i < 4; i++) solved.push((series[i] - dot(solved, factor[i])) / factor[i][i]);
    const likelihood = normals(solved, 0, 1) - sum(factor.map((row, i) => Math.log(row[i])));
    const priors = gamma(rho, 25, 4) + normal(alpha, 0, 2) + normal(sigma, 0, 1);
    return likelihood + priors + logRho + logAlpha + logSigma;
  },
};

const gpPoisRegr: StanTarget = {
  model: "gp_pois_regr",
  data: { N: 4, x: times, y: series.slice(0, 4), k: [3, 1, 4, 1] },
  dimension: 6,
  logDensity([logRho, logAlpha, ...standard]) {
    const [rho, alpha] = [Math.exp(logRho), Math.exp(logAlpha)];
    const f = cholesky(kernel(times, alpha, rho, 1e-10)).map((row) => dot(row, standard));
    const seen = f.map((each, i) => [3, 1, 4, 1][i] * each - Math.exp(each));
    const priors = gamma(rho, 25, 4) + normal(alpha, 0, 2) + normals(standard, 0, 1);
    return sum(seen) + priors + logRho + logAlpha;
  },
};

const pelts = [
  [47.2, 6.1],
  [70.2, 9.8],
  [77.4, 35.2],
];

const lotkaVolterra: StanTarget = {
  model: "lotka_volterra",
  data: { N: 3, ts: [1, 2, 3], y_init: [30, 4], y: pelts },
  dimension: 8,
  centre: [...[0.55, 0.028, 0.8, 0.024, 34, 5.9].map(Math.log), -1.4, -1.4],
  tolerance: 3e-3,
  logDensity(z) {
    const [alpha, beta, gamma, delta] = z.slice(0, 4).map(Math.exp);
    const initial = z.slice(4, 6).map(Math.exp);
    const sigma = z.slice(6).map(Math.exp);
    let [prey, predator] = initial;
    // Midpoint steps so small that they may be the coarser method.
    const advance = (h: number): void => {
      const slope = (u: number, v: number): [number, number] => [
        (alpha - beta * v) * u,
        (delta * u - gamma) * v,
      ];
      const [du, dv] = slope(prey, predator);
      const [mu, mv] = slope(prey + (h / 2) * du, predator + (h / 2) * dv);
      [prey, predator] = [prey + h * mu, predator + h * mv];
    };
    const seen = pelts.flatMap((row) => {
      for (let i = 0; i < 2000; i++) advance(1 / 2000);
      return [prey, predator].map((each, k) => logNormal(row[k], Math.log(each), sigma[k]));
    });
    const first = [30, 4].map((each, k) => logNormal(each, Math.log(initial[k]), sigma[k]));
    const rates = normals([alpha, gamma], 1, 0.5) + normals([beta, delta], 0.05, 0.05);
    const priors =
      sum(initial.map((each) => logNormal(each, Math.log(10), 1))) +
      sum(sigma.map((each) => logNormal(each, -1, 1)));
    return sum(seen) + sum(first) + rates + priors + sum(z);
  },
};

export const stanTargets: readonly StanTarget[] = [
  ...[arK, arma11, blr, diamonds, earnHeight, eightSchools, garch11, gpPoisRegr, gpRegr],
  ...[hmmDrive, hmmExample, kidscore, kilpisjarvi, lotkaVolterra, mixture, mesquite, nes],
];
