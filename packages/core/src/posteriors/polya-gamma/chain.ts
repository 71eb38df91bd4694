import { cholesky, solveLower, solveLowerTransposed } from "../../math/cholesky.js";
import { addGram } from "../../math/gram.js";
import { drawPolyaGamma } from "../../math/polya-gamma.js";
import type { Random } from "../../math/random.js";

/** A multinomial logistic regression. */
export interface Regression {
  readonly rows: number;
  /** Of a row, the constant 1 of the bias among them. */
  readonly inputs: number;
  /** `[rows, inputs]` */
  readonly features: Float64Array;
  readonly classes: number;
  /** A class for each row. */
  readonly labels: ArrayLike<number>;
  /** Precision (1 / variance) of the independent Gaussian prior of all weights, above 0; and its mean. */
  readonly precision: number;
  readonly loc: number;
}

/**
 * A Gibbs sampler of the weights of a multinomial logistic regression by Pólya–Gamma augmentation, class after class (Polson,
 * Scott and Windle 2013, § 3 and supplement; Holmes and Held 2006, § 4). Given all other classes' weights, that a row is of
 * class k is a logistic regression on wₖ·x − log Σ exp(wⱼ·x) over the others j; given its Pólya–Gamma draws ω, wₖ is Gaussian.
 *
 * The likelihood sees differences between classes only. Under a prior that is the same for all classes these are independent
 * of the mean of the weights over the classes, which is therefore N(loc, 1 / (precision · classes)) after the data as before.
 * So the chain is one of the differences: each class moves against the mean of the others, under the prior N(0,
 * classes / (classes − 1) / precision) of that, and a draw adds a mean of its own. Sampling the weights themselves would
 * have the mean, which the data leave free, creep.
 */
export class PolyaGammaChain {
  /** `[classes, inputs]`, of mean 0 over the classes. */
  readonly #weights: Float64Array;
  /** The outputs of each class, `[classes, rows]`. */
  readonly #logits: Float64Array;
  /** `[classes + 1, rows]`: log Σ exp of the outputs from a class on, as they were before the sweep. */
  readonly #after: Float64Array;
  /** The same of those before the class that is drawn, as they are now. */
  readonly #before: Float64Array;
  readonly #matrix: Float64Array;
  readonly #scales: Float64Array;

  /** @param start `[classes, inputs]`. Default: 0. */
  constructor(
    private readonly data: Regression,
    private readonly random: Random,
    start?: Float64Array,
  ) {
    const { rows, inputs, classes } = data;
    this.#weights = start?.slice() ?? new Float64Array(classes * inputs);
    this.#logits = new Float64Array(classes * rows);
    this.#after = new Float64Array((classes + 1) * rows).fill(-Infinity);
    this.#before = new Float64Array(rows);
    this.#matrix = new Float64Array(inputs * inputs);
    this.#scales = new Float64Array(rows);
    centre(this.#weights, inputs);
    for (let k = 0; k < classes; k++) this.#outputs(k);
  }

  /**
   * Draws the weights of every class once.
   * @throws NescioError `invalid-option` of `cholesky` where rounding leaves a precision matrix indefinite.
   */
  sweep(): void {
    const { rows, inputs, classes } = this.data;
    // One class has nothing to differ from.
    if (classes === 1) return;
    for (let k = classes - 1; k > 0; k--) {
      for (let i = 0; i < rows; i++) {
        this.#after[k * rows + i] = logAddExp(this.#after[(k + 1) * rows + i], this.#logits[k * rows + i]);
      }
    }
    this.#before.fill(-Infinity);
    for (let k = 0; k < classes; k++) {
      this.#drawClass(k);
      this.#outputs(k);
      for (let i = 0; i < rows; i++) {
        this.#before[i] = logAddExp(this.#before[i], this.#logits[k * rows + i]);
      }
    }
    centre(this.#weights, inputs);
    centre(this.#logits, rows);
  }

  /** Weights of the posterior as the sweep has left them, `[classes, inputs]`. */
  draw(): Float64Array {
    const { inputs, classes, precision, loc } = this.data;
    const deviation = 1 / Math.sqrt(precision * classes);
    const mean = Float64Array.from({ length: inputs }, () => loc + deviation * this.random.normal());
    return this.#weights.map((difference, at) => difference + mean[at % inputs]);
  }

  /** The same with the prior's mean for the mean over the classes, which no probability depends on: draws no number. */
  weights(): Float64Array {
    return this.#weights.map((difference) => difference + this.data.loc);
  }

  /** −log likelihood − log prior, without its constant, of the sweep's differences around the prior's mean; nats. */
  loss(): number {
    const { rows, classes, labels, precision } = this.data;
    let sum = (precision / 2) * this.#weights.reduce((total, difference) => total + difference ** 2, 0);
    for (let i = 0; i < rows; i++) {
      let total = -Infinity;
      for (let k = 0; k < classes; k++) total = logAddExp(total, this.#logits[k * rows + i]);
      sum += total - this.#logits[labels[i] * rows + i];
    }
    return sum;
  }

  #drawClass(k: number): void {
    const { rows, inputs, features, classes, labels, precision } = this.data;
    const own = this.#weights.subarray(k * inputs, (k + 1) * inputs);
    const prior = (precision * (classes - 1)) / classes;
    // What the Gaussian's precision times its mean is.
    const right = new Float64Array(inputs);
    for (let j = 0; j < classes; j++) {
      if (j === k) continue;
      const share = prior / (classes - 1);
      for (let a = 0; a < inputs; a++) right[a] += share * this.#weights[j * inputs + a];
    }
    for (let i = 0; i < rows; i++) {
      const others = logAddExp(this.#before[i], this.#after[(k + 1) * rows + i]);
      const omega = drawPolyaGamma(this.random, this.#logits[k * rows + i] - others);
      this.#scales[i] = omega;
      const pull = (labels[i] === k ? 0.5 : -0.5) + omega * others;
      const from = i * inputs;
      for (let a = 0; a < inputs; a++) right[a] += pull * features[from + a];
    }
    addGram(this.#matrix.fill(0), features, this.#scales, inputs);
    for (let a = 0; a < inputs; a++) this.#matrix[a * inputs + a] += prior;
    const lower = cholesky(this.#matrix, inputs);
    solveLower(lower, right);
    for (let a = 0; a < inputs; a++) right[a] += this.random.normal();
    solveLowerTransposed(lower, right);
    own.set(right);
  }

  /** The outputs of a class by its weights. */
  #outputs(k: number): void {
    const { rows, inputs, features } = this.data;
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let a = 0; a < inputs; a++) sum += features[i * inputs + a] * this.#weights[k * inputs + a];
      this.#logits[k * rows + i] = sum;
    }
  }
}

/** Takes from rows of `length` numbers their mean. */
function centre(rows: Float64Array, length: number): void {
  const count = rows.length / length;
  for (let at = 0; at < length; at++) {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += rows[row * length + at];
    for (let row = 0; row < count; row++) rows[row * length + at] -= sum / count;
  }
}

/** log(exp a + exp b), also where one or both are −∞. */
function logAddExp(a: number, b: number): number {
  const top = Math.max(a, b);
  return top === -Infinity ? top : top + Math.log1p(Math.exp(-Math.abs(a - b)));
}
