import { cholesky } from "../../math/cholesky.js";
import type { Labels } from "../../data/dataset.js";
import type { ClassGaussians } from "./familiarity.js";

/**
 * Fits the Gaussians. Each class's covariance is drawn towards the classes' shared one, the more the fewer images it
 * has: by dimensions / (dimensions + images).
 *
 * @param components `[images, dimensions]`
 * @param residual Variance of each feature outside of the subspace, greater than 0.
 */
export function fitGaussians(
  components: Float32Array,
  labels: Labels,
  dimensions: number,
  residual: number,
): ClassGaussians {
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const place = new Map(classes.map((label, k) => [label, k]));
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels) counts[place.get(label)!]++;
  const means = new Float64Array(classes.length * dimensions);
  components.forEach((value, at) => {
    const k = place.get(labels[Math.floor(at / dimensions)])!;
    means[k * dimensions + (at % dimensions)] += value / counts[k];
  });
  const size = dimensions * dimensions;
  const scatters = classes.map(() => new Float64Array(size));
  const z = new Float64Array(dimensions);
  labels.forEach((label, image) => {
    const k = place.get(label)!;
    const scatter = scatters[k];
    for (let i = 0; i < dimensions; i++)
      z[i] = components[image * dimensions + i] - means[k * dimensions + i];
    for (let i = 0; i < dimensions; i++) {
      for (let j = 0; j <= i; j++) scatter[i * dimensions + j] += z[i] * z[j];
    }
  });
  const shared = new Float64Array(size);
  for (const scatter of scatters) scatter.forEach((value, at) => (shared[at] += value / labels.length));
  // Where the images do not fill all dimensions: a little of what each has on average.
  let trace = 0;
  for (let d = 0; d < dimensions; d++) trace += shared[d * dimensions + d] / dimensions;
  for (let d = 0; d < dimensions; d++) shared[d * dimensions + d] += Math.max(1e-4 * trace, 1e-12);

  const whitening = new Float32Array(classes.length * size);
  scatters.forEach((scatter, k) => {
    const pull = dimensions / (dimensions + counts[k]);
    const covariance = scatter.map((value, at) => (1 - pull) * (value / counts[k]) + pull * shared[at]);
    whitening.set(inverseLower(cholesky(covariance, dimensions), dimensions), k * size);
  });
  return {
    logShares: Float32Array.from(counts, (count) => Math.log(count / labels.length)),
    means: Float32Array.from(means),
    whitening,
    residual,
  };
}

/** The inverse of a lower-triangular matrix, by forward substitution. */
function inverseLower(lower: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    for (let i = column; i < n; i++) {
      let rest = i === column ? 1 : 0;
      for (let k = column; k < i; k++) rest -= lower[i * n + k] * inverse[k * n + column];
      inverse[i * n + column] = rest / lower[i * n + i];
    }
  }
  return inverse;
}
