import { Arena } from "../../engine/arena.js";
import { CONTROL_BYTES, writeControl } from "../../engine/control.js";
import { Executor, threadsFor } from "../../engine/executor.js";
import { MatrixProduct } from "../../engine/matrix-product.js";
import { throwIfAborted } from "../../errors.js";

/** Images of a product. */
const CHUNK = 256;

/** What a last layer sees, and what it says. */
export interface LastLayerData {
  readonly images: number;
  /** Features, without the 1 of the bias. */
  readonly inputs: number;
  /** `[images, inputs]` */
  readonly features: Float32Array;
  readonly classes: number;
  /** `[images, classes]` */
  readonly probabilities: Float64Array;
}

export interface CurvatureOptions {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Generalised Gauss–Newton matrix of −log likelihood, Σ (diag p − p·pᵀ) ⊗ φ·φᵀ over the images, `[P, P]` row by row with P =
 * classes · (inputs + 1), weights in the order `[classes, inputs + 1]`. For a last layer it is the Hessian.
 */
export async function fullCurvature(data: LastLayerData, options: CurvatureOptions): Promise<Float64Array> {
  const { classes, probabilities } = data;
  const n = data.inputs + 1;
  const pairs: (readonly [number, number])[] = [];
  for (let a = 0; a < classes; a++) for (let b = 0; b <= a; b++) pairs.push([a, b]);
  const weightOf = (image: number, pair: number): number => {
    const [a, b] = pairs[pair];
    const p = probabilities[image * classes + a];
    return a === b ? p * (1 - p) : -p * probabilities[image * classes + b];
  };
  const grams = await weightedGrams(data, pairs.length, weightOf, options);
  const size = classes * n;
  const matrix = new Float64Array(size * size);
  pairs.forEach(([a, b], pair) => {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const value = grams[(pair * n + i) * n + j];
        matrix[(a * n + i) * size + b * n + j] = value;
        matrix[(b * n + j) * size + a * n + i] = value;
      }
    }
  });
  return matrix;
}

/** The factors of the same as outputs ⊗ inputs. */
export interface KroneckerCurvature {
  /** Mean of φ·φᵀ, `[inputs + 1, inputs + 1]`. */
  readonly inputs: Float64Array;
  /** Sum of diag p − p·pᵀ, `[classes, classes]`. */
  readonly outputs: Float64Array;
}

/**
 * Kronecker-factored (Martens and Grosse 2015; Ritter, Botev and Barber 2018): the mean of a product as the product of
 * means. Exact where features and probabilities are independent, e.g. for one image, or where all have the same p.
 */
export async function kroneckerCurvature(
  data: LastLayerData,
  options: CurvatureOptions,
): Promise<KroneckerCurvature> {
  const { images, classes, probabilities } = data;
  const grams = await weightedGrams(data, 1, () => 1, options);
  const outputs = new Float64Array(classes * classes);
  for (let image = 0; image < images; image++) {
    const p = probabilities.subarray(image * classes, (image + 1) * classes);
    for (let a = 0; a < classes; a++) {
      outputs[a * classes + a] += p[a];
      for (let b = 0; b < classes; b++) outputs[a * classes + b] -= p[a] * p[b];
    }
  }
  return { inputs: grams.map((sum) => sum / images), outputs };
}

/** Σ weight · φ·φᵀ over the images for each of `pairs` weights, `[pairs, inputs + 1, inputs + 1]`. */
async function weightedGrams(
  { images, inputs, features }: LastLayerData,
  pairs: number,
  weightOf: (image: number, pair: number) => number,
  { threads, signal, onProgress }: CurvatureOptions,
): Promise<Float64Array> {
  const n = inputs + 1;
  const chunk = Math.min(CHUNK, images);
  const arena = new Arena();
  const control = arena.reserve(CONTROL_BYTES);
  const product = new MatrixProduct(arena, pairs * n, chunk, n);
  const executor = await Executor.start(arena, {
    threads: threads ?? threadsFor(images * pairs * n * n),
    scratchBytes: 256,
  });
  try {
    writeControl(executor.buffer, control, { start: 0, count: chunk, seed: 0 });
    const sums = new Float64Array(pairs * n * n);
    const right = new Float32Array(n * chunk);
    const left = new Float32Array(pairs * n * chunk);
    for (let from = 0; from < images; from += chunk) {
      throwIfAborted(signal, "curvature");
      const count = Math.min(chunk, images - from);
      right.fill(0);
      for (let image = 0; image < count; image++) {
        const at = (from + image) * inputs;
        for (let i = 0; i < inputs; i++) right[i * chunk + image] = features[at + i];
        right[inputs * chunk + image] = 1;
      }
      const weights = new Float32Array(chunk);
      for (let pair = 0; pair < pairs; pair++) {
        for (let image = 0; image < count; image++) weights[image] = weightOf(from + image, pair);
        for (let i = 0; i < n; i++) {
          const row = (pair * n + i) * chunk;
          for (let image = 0; image < count; image++) {
            left[row + image] = weights[image] * right[i * chunk + image];
          }
        }
      }
      // What the last, shorter chunk leaves of the one before meets zeros on the right.
      product.setLeft(executor, left);
      product.setRight(executor, right);
      await executor.run([[product.task(Math.ceil(n / 8))]], control, 1, signal);
      product.unpacked(executor).forEach((value, at) => (sums[at] += value));
      onProgress?.(from + count, images);
    }
    return sums;
  } finally {
    await executor.close();
  }
}
