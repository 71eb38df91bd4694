import type { GaussianTensor } from "@nescio/core";
import { denseShapes, jax, type JaxArray } from "./jax.js";
import { drawNormals } from "./jax-step.js";

const { numpy: np, nn, jit, random, tree } = jax;

type Draw = (key: JaxArray, loc: JaxArray[], scale: JaxArray[]) => JaxArray[];
type Classify = (weights: JaxArray[], x: JaxArray) => JaxArray;

/**
 * Prediction in jax-js by drawn networks. Every sample draws a whole network and lets it classify all images at
 * once: measured faster than slices of them, than one `jit` for drawing and classifying, and — normals being dear
 * in jax-js — than sampling every image's pre-activations.
 */
export class JaxPrediction {
  readonly #loc: JaxArray[];
  readonly #scale: JaxArray[];
  readonly #x: JaxArray;
  readonly #draw: Draw;
  readonly #classify: Classify;
  #key: JaxArray;

  /**
   * @param tensors Weight and bias of each layer, in order.
   * @param pixels `uint8 [images, inputs]`.
   */
  constructor(problem: {
    readonly sizes: readonly number[];
    readonly tensors: readonly GaussianTensor[];
    readonly pixels: Uint8Array;
    readonly seed: number;
  }) {
    const { sizes, tensors, pixels, seed } = problem;
    const shapes = denseShapes(sizes);
    this.#loc = tensors.map(({ loc }, i) => np.array(loc, { shape: shapes[i] }));
    this.#scale = tensors.map(({ scale }, i) => np.array(scale, { shape: shapes[i] }));
    this.#x = np.array(
      Float32Array.from(pixels, (value) => value / 255),
      { shape: [pixels.length / sizes[0], sizes[0]] },
    );
    this.#key = random.key(seed);
    this.#draw = jit((key: JaxArray, loc: JaxArray[], scale: JaxArray[]): JaxArray[] => {
      const normals = drawNormals(shapes, key);
      const next = normals.pop()!;
      return [...normals.map((eps, i) => loc[i].add(scale[i].mul(eps))), next];
    });
    this.#classify = jit((weights: JaxArray[], x: JaxArray): JaxArray => {
      let h = x;
      for (let i = 0; i < weights.length; i += 2) {
        h = np.matmul(h, weights[i].transpose()).add(weights[i + 1]);
        if (i + 2 < weights.length) h = nn.relu(h);
      }
      return nn.logSoftmax(h);
    });
  }

  /** Log-probabilities `[images, classes]` of one more drawn network. */
  sample(): Float32Array {
    const weights = this.#draw(this.#key, tree.ref(this.#loc), tree.ref(this.#scale));
    this.#key = weights.pop()!;
    return this.#classify(weights, this.#x.ref).dataSync() as Float32Array;
  }

  /** Frees everything; it cannot be used any more. */
  dispose(): void {
    tree.dispose([this.#loc, this.#scale, this.#x, this.#key]);
  }
}
