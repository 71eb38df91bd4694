import { NescioError } from "../../errors.js";
import { cholesky, solveLower, solveLowerTransposed } from "../../math/cholesky.js";
import { addGram } from "../../math/gram.js";

/** Rows with their classes, and how strongly weights are drawn to 0. */
export interface SoftmaxProblem {
  readonly rows: number;
  /** Of a row, the constant 1 of the bias among them. */
  readonly inputs: number;
  /** `[rows, inputs]` */
  readonly features: Float64Array;
  readonly classes: number;
  /** A class for each row. */
  readonly labels: ArrayLike<number>;
  /** Precision of the Gaussian prior N(0, 1 / precision) of every weight and bias, above 0. */
  readonly precision: number;
}

export interface SoftmaxSolution {
  /** `[classes, inputs]` */
  readonly weights: Float64Array;
  /** −log likelihood + precision/2 · |weights|², nats. */
  readonly loss: number;
  readonly steps: number;
}

const MAX_STEPS = 100;
/** Newton's method ends where the loss could fall by no more than this share of it. */
const TOLERANCE = 1e-12;
const LEAST_STEP = 1e-9;

/**
 * The maximum a posteriori of multinomial logistic regression: the least of −log likelihood + precision/2 · |W|²,
 * which is strictly convex, by Newton's method with halved steps where a whole one would not lead down.
 *
 * @param start Where to begin: the solution for a similar precision. Default: 0.
 * @throws NescioError `invalid-data` where rounding leaves the matrix of second derivatives indefinite.
 */
export function softmaxRegression(problem: SoftmaxProblem, start?: Float64Array): SoftmaxSolution {
  const { inputs, classes } = problem;
  let weights = Float64Array.from(start ?? new Float64Array(classes * inputs));
  let logProbs = logProbabilities(problem, weights);
  let loss = lossOf(problem, weights, logProbs);
  let steps = 0;
  for (; steps < MAX_STEPS; steps++) {
    const gradient = gradientOf(problem, weights, logProbs);
    const step = solved(curvatureOf(problem, logProbs), gradient);
    const fall = step.reduce((sum, x, at) => sum + x * gradient[at], 0) / 2;
    if (!(fall > TOLERANCE * Math.max(1, loss))) break;
    let size = 1;
    for (; size > LEAST_STEP; size /= 2) {
      const next = weights.map((weight, at) => weight - size * step[at]);
      const nextLogProbs = logProbabilities(problem, next);
      const nextLoss = lossOf(problem, next, nextLogProbs);
      if (!(nextLoss <= loss)) continue;
      [weights, logProbs, loss] = [next, nextLogProbs, nextLoss];
      break;
    }
    // No step leads down any more: that is as near as rounding lets it come.
    if (size <= LEAST_STEP) break;
  }
  return { weights, loss, steps };
}

/** log p(class | row), `[rows, classes]`, of weights `[classes, inputs]`. */
export function logProbabilities(
  { rows, inputs, features, classes }: Pick<SoftmaxProblem, "rows" | "inputs" | "features" | "classes">,
  weights: Float64Array,
): Float64Array {
  const out = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const own = out.subarray(row * classes, (row + 1) * classes);
    for (let k = 0; k < classes; k++) {
      let sum = 0;
      for (let a = 0; a < inputs; a++) sum += features[row * inputs + a] * weights[k * inputs + a];
      own[k] = sum;
    }
    const top = own.reduce((a, b) => Math.max(a, b), -Infinity);
    const total = top + Math.log(own.reduce((sum, value) => sum + Math.exp(value - top), 0));
    for (let k = 0; k < classes; k++) own[k] -= total;
  }
  return out;
}

/** Derivatives of the loss by the weights, `[classes, inputs]`. */
export function gradientOf(
  { rows, inputs, features, classes, labels, precision }: SoftmaxProblem,
  weights: Float64Array,
  logProbs: Float64Array,
): Float64Array {
  const gradient = weights.map((weight) => precision * weight);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < classes; k++) {
      const pull = Math.exp(logProbs[row * classes + k]) - (labels[row] === k ? 1 : 0);
      for (let a = 0; a < inputs; a++) gradient[k * inputs + a] += pull * features[row * inputs + a];
    }
  }
  return gradient;
}

function lossOf(
  { rows, classes, labels, precision }: SoftmaxProblem,
  weights: Float64Array,
  logProbs: Float64Array,
): number {
  let loss = (precision / 2) * weights.reduce((sum, weight) => sum + weight ** 2, 0);
  for (let row = 0; row < rows; row++) loss -= logProbs[row * classes + labels[row]];
  return loss;
}

/** Second derivatives, the lower triangle of a matrix over `[classes, inputs]`: a block of inputs for each two classes. */
function curvatureOf(
  { rows, inputs, features, classes, precision }: SoftmaxProblem,
  logProbs: Float64Array,
): Float64Array {
  const size = classes * inputs;
  const matrix = new Float64Array(size * size);
  const block = new Float64Array(inputs * inputs);
  const scales = new Float64Array(rows);
  const probabilities = logProbs.map(Math.exp);
  for (let k = 0; k < classes; k++) {
    for (let j = 0; j <= k; j++) {
      for (let row = 0; row < rows; row++) {
        const p = probabilities[row * classes + k];
        scales[row] = p * ((j === k ? 1 : 0) - probabilities[row * classes + j]);
      }
      addGram(block.fill(0), features, scales, inputs);
      for (let a = 0; a < inputs; a++) {
        for (let b = 0; b <= a; b++) {
          const value = block[a * inputs + b];
          matrix[(k * inputs + a) * size + j * inputs + b] = value;
          matrix[(k * inputs + b) * size + j * inputs + a] = value;
        }
      }
    }
  }
  for (let at = 0; at < size; at++) matrix[at * size + at] += precision;
  return matrix;
}

function solved(matrix: Float64Array, right: Float64Array): Float64Array {
  const solution = right.slice();
  try {
    const lower = cholesky(matrix, right.length);
    solveLower(lower, solution);
    solveLowerTransposed(lower, solution);
  } catch (cause) {
    if (!(cause instanceof NescioError)) throw cause;
    throw new NescioError({
      code: "invalid-data",
      subject: "columns of the rows",
      expected: "numbers of sizes that the prior is not lost beside in double precision",
      found: "a matrix that rounding leaves indefinite",
      next: "Bring every column to mean 0 and deviation 1.",
      cause,
    });
  }
  return solution;
}
