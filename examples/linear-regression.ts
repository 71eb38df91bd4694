// Bayesian linear regression: a line through noisy points, and how sure one can be of it. The posterior is known exactly,
// so that two ways of finding it, a fitted Gaussian and Markov chains, can be held against it.
//
//   node examples/linear-regression.ts [STEPS] [DRAWS]
//
// Node 22.18 and later run TypeScript as it is; before that, `npx tsx examples/linear-regression.ts` does.
import { Random } from "nescio";
import { autoMultivariateNormal, clippedAdam, disposeState, mcmc, normal, np, plate } from "nescio/ppl";
import { sample, svi, traceElbo, type JaxArray } from "nescio/ppl";

const [steps = 1500, draws = 1000] = process.argv.slice(2).map(Number);

// Thirty points around the line 1 + 2x.
const noise = 0.5;
const random = new Random(1);
const xs = Array.from({ length: 30 }, () => 3 * random.uniform());
const ys = xs.map((x) => 1 + 2 * x + noise * random.normal());
const data = (): [JaxArray, JaxArray] => [np.array(xs), np.array(ys)];

function model(x: JaxArray, y: JaxArray): void {
  const intercept = sample("intercept", normal(0, 10));
  const slope = sample("slope", normal(0, 10));
  plate("points", x.shape[0], () => {
    sample("y", normal(intercept.add(slope.mul(x)), noise), { obs: y });
  });
}

interface Line {
  readonly means: readonly [number, number];
  readonly sds: readonly [number, number];
  readonly correlation: number;
}

// Exactly: precision P = XᵀX / noise² + I / 10², covariance P⁻¹, mean P⁻¹Xᵀy / noise².
function exactPosterior(): Line {
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / noise ** 2;
  const a = sum(xs.map(() => 1)) + 1 / 100;
  const b = sum(xs);
  const c = sum(xs.map((x) => x * x)) + 1 / 100;
  const [u, v] = [sum(ys), sum(xs.map((x, i) => x * ys[i]))];
  const det = a * c - b * b;
  return {
    means: [(c * u - b * v) / det, (a * v - b * u) / det],
    sds: [Math.sqrt(c / det), Math.sqrt(a / det)],
    correlation: -b / Math.sqrt(a * c),
  };
}

// A Gaussian with correlations, fitted by gradients: mean `auto.loc`, covariance L·Lᵀ with L = `auto.scaleTril`.
async function fittedGaussian(): Promise<Line> {
  const inference = svi({
    model,
    guide: autoMultivariateNormal(model, { start: "zero" }),
    optimizer: clippedAdam({ learningRate: 0.05, decay: 0.01 ** (1 / steps) }),
    loss: traceElbo({ particles: 8 }),
  });
  const { state } = await inference.run({ steps, seed: 1, batch: data });
  const params = inference.params(state);
  const means = params["auto.loc"].js() as [number, number];
  const [[l11], [l21, l22]] = params["auto.scaleTril"].js() as number[][];
  disposeState(state);
  inference.dispose();
  return { means, sds: [l11, Math.hypot(l21, l22)], correlation: l21 / Math.hypot(l21, l22) };
}

// Draws by NUTS: right for any model, here for comparison.
async function sampled(): Promise<Line> {
  const { sites } = await mcmc(
    { model, chains: 2, warmup: Math.ceil(draws / 2), samples: draws, seed: 1 },
    ...data(),
  );
  const columns = ["intercept", "slope"].map((name) => Array.from(sites.get(name)!.data));
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [m, n] = columns.map(mean);
  const [vm, vn] = columns.map((values, i) => mean(values.map((value) => (value - [m, n][i]) ** 2)));
  const covariance = mean(columns[0].map((value, i) => (value - m) * (columns[1][i] - n)));
  return { means: [m, n], sds: [Math.sqrt(vm), Math.sqrt(vn)], correlation: covariance / Math.sqrt(vm * vn) };
}

console.log("                  intercept        slope            correlation");
for (const [name, { means, sds, correlation }] of [
  ["exact", exactPosterior()],
  ["fitted Gaussian", await fittedGaussian()],
  ["NUTS", await sampled()],
] as const) {
  const [intercept, slope] = means.map((mean, i) => `${mean.toFixed(3)} ± ${sds[i].toFixed(3)}`);
  console.log(`${name.padEnd(18)}${intercept.padEnd(17)}${slope.padEnd(17)}${correlation.toFixed(3)}`);
}
