import { parameterSpecs, type Network } from "@nescio/core";
import { outputCount } from "@nescio/core/internal";
import { applyNetwork } from "@nescio/ppl";
import { jax, type JaxArray } from "./jax.js";

const { numpy: np, nn, jit, random, tree, valueAndGrad } = jax;

/** What one step of variational inference starts from. */
export interface JaxStepProblem {
  readonly network: Network;
  /** One batch, `uint8 [labels.length, inputs]`. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  /** Means and ρ (σ = softplus(ρ)): weight and bias of each layer, as `parameterSpecs` orders them. */
  readonly mu: readonly Float32Array[];
  readonly rho: readonly Float32Array[];
  readonly adam: { learningRate: number; beta1: number; beta2: number; epsilon: number };
  readonly seed: number;
}

type Draw = (key: JaxArray) => JaxArray[];
type Update = (...args: [...(readonly JaxArray[])[], JaxArray, JaxArray, JaxArray, JaxArray]) => JaxArray[][];

/**
 * The tutorial's training step in jax-js: one-sample ELBO with N(0, 1) priors, the Monte-Carlo KL in full, softplus
 * scales, Adam. Written for speed, by measurement: weights as [outputs, inputs] (x·Wᵀ runs at 42 GFLOP/s where
 * x·W runs at 29), the normals in a `jit` of their own, all else in one, and the batch prepared beforehand. A
 * `jit` for each part, one for everything, or one long vector of normals were no faster.
 */
export class JaxStep {
  readonly #shapes: readonly number[][];
  readonly #adam: JaxStepProblem["adam"];
  readonly #draw: Draw;
  readonly #update: Update;
  readonly #x: JaxArray;
  readonly #hot: JaxArray;
  #key: JaxArray;
  /** μ, ρ and Adam's first and second moments of both. */
  #state: JaxArray[][];
  #steps = 0;

  constructor(problem: JaxStepProblem) {
    const { network, pixels, labels } = problem;
    const shapes = parameterSpecs(network).map(({ shape }) => [...shape]);
    const classes = outputCount(network);
    const hot = new Float32Array(labels.length * classes);
    labels.forEach((label, i) => (hot[i * classes + label] = 1));
    this.#shapes = shapes;
    this.#adam = problem.adam;
    this.#x = np.array(
      Float32Array.from(pixels, (value) => value / 255),
      { shape: [labels.length, ...network.input] },
    );
    this.#hot = np.array(hot, { shape: [labels.length, classes] });
    this.#key = random.key(problem.seed);
    const parameters = [problem.mu, problem.rho].map((arrays) =>
      arrays.map((values, i) => np.array(values, { shape: shapes[i] })),
    );
    const zeros = (): JaxArray[] => [...shapes, ...shapes].map((shape) => np.zeros(shape));
    this.#state = [...parameters, zeros(), zeros()];
    this.#draw = jit((key: JaxArray) => drawNormals(shapes, key));
    this.#update = jit(updateOf(network, problem.adam)) as unknown as Update;
  }

  /** Takes one step and returns the loss at its beginning. `eps` replaces the normals that it would draw. */
  step(eps?: readonly Float32Array[]): number {
    const { learningRate, beta1, beta2 } = this.#adam;
    let noise: JaxArray[];
    if (eps === undefined) {
      noise = this.#draw(this.#key);
      this.#key = noise.pop()!;
    } else {
      noise = eps.map((values, i) => np.array(values, { shape: this.#shapes[i] }));
    }
    this.#steps++;
    const rate = np.array(learningRate / (1 - beta1 ** this.#steps));
    const correction = np.array(1 / Math.sqrt(1 - beta2 ** this.#steps));
    const [[loss], ...state] = this.#update(
      ...[...this.#state, noise],
      ...([this.#x, this.#hot].map((array) => tree.ref(array)) as [JaxArray, JaxArray]),
      ...([rate, correction] as const),
    );
    this.#state = state;
    return loss.item();
  }

  /** Waits until the last step's update is computed: jax-js computes nothing before it is asked to. */
  async settle(): Promise<void> {
    await jax.blockUntilReady(this.#state);
  }

  /** Copies of μ and ρ as they stand. */
  parameters(): { mu: Float32Array[]; rho: Float32Array[] } {
    const copies = (arrays: readonly JaxArray[]): Float32Array[] =>
      arrays.map((array) => array.ref.dataSync() as Float32Array);
    return { mu: copies(this.#state[0]), rho: copies(this.#state[1]) };
  }

  /** Frees everything; the step cannot be used any more. */
  dispose(): void {
    tree.dispose([this.#state, this.#x, this.#hot, this.#key]);
  }
}

/** Standard normals of the given shapes, and behind them the next key. */
export function drawNormals(shapes: readonly number[][], key: JaxArray): JaxArray[] {
  const keys = random.split(key, shapes.length + 1);
  const normals = shapes.map((shape, i) => random.normal(keys.ref.slice(i), shape));
  return [...normals, keys.slice(shapes.length)];
}

/** −log p(labels | drawn weights) + log q(weights) − log p(weights), summed over the batch. Consumes its arguments. */
function negativeElbo(
  network: Network,
  [mu, rho]: readonly JaxArray[][],
  eps: readonly JaxArray[],
  x: JaxArray,
  hot: JaxArray,
): JaxArray {
  const divergences: JaxArray[] = [];
  const drawn = mu.map((mean, i) => {
    const sigma = nn.softplus(rho[i]);
    const value = mean.add(sigma.ref.mul(eps[i].ref));
    const twice = np.square(value.ref).sub(np.square(eps[i]));
    divergences.push(twice.mul(0.5).sub(np.log(sigma)).sum());
    return value;
  });
  const names = parameterSpecs(network).map(({ name }) => name);
  const weights = Object.fromEntries(names.map((name, i) => [name, drawn[i]]));
  const nll = nn
    .logSoftmax(applyNetwork(network, weights, x))
    .mul(hot)
    .sum()
    .mul(-1);
  return divergences.reduce((sum, kl) => sum.add(kl), nll);
}

/** Loss, gradient and Adam, as one function to compile: (μ, ρ, m, v, ε, x, hot, rate, correction) → [[loss], μ, ρ, m, v]. */
function updateOf(network: Network, { beta1, beta2, epsilon }: JaxStepProblem["adam"]) {
  type Gradient = [JaxArray, JaxArray[][]];
  const lossAndGradient = valueAndGrad(
    (parameters: JaxArray[][], eps: JaxArray[], x: JaxArray, hot: JaxArray): JaxArray =>
      negativeElbo(network, parameters, eps, x, hot),
  ) as unknown as (...args: [JaxArray[][], JaxArray[], JaxArray, JaxArray]) => Gradient;
  return (
    ...[mu, rho, m, v, eps, x, hot, rate, correction]: [
      ...[JaxArray[], JaxArray[], JaxArray[], JaxArray[], JaxArray[]],
      ...[JaxArray, JaxArray, JaxArray, JaxArray],
    ]
  ): JaxArray[][] => {
    const [loss, [gMu, gRho]] = lossAndGradient(tree.ref([mu, rho]), eps, x, hot);
    const gradients = [...gMu, ...gRho];
    const firsts: JaxArray[] = [];
    const seconds: JaxArray[] = [];
    const parameters = [...mu, ...rho].map((parameter, i) => {
      const first = m[i].mul(beta1).add(gradients[i].ref.mul(1 - beta1));
      const second = v[i].mul(beta2).add(np.square(gradients[i]).mul(1 - beta2));
      firsts.push(first.ref);
      seconds.push(second.ref);
      const denominator = np.sqrt(second).mul(correction.ref).add(epsilon);
      return parameter.sub(first.mul(rate.ref).div(denominator));
    });
    tree.dispose([rate, correction]);
    return [[loss], parameters.slice(0, mu.length), parameters.slice(mu.length), firsts, seconds];
  };
}
