import { symmetricEigen } from "../math/symmetric-eigen.js";
import { measuresOf } from "../predictive/measures.js";
import type { Predictive } from "../predictive/predictive.js";
import { checkPredictive } from "../predictive/summaries.js";

/** Networks that are kept of an input, the first of those that were sampled; and classes, of which the rest is one. */
const mostSamples = 128;
const mostClasses = 16;
/** Columns with less of the whole spread than this are left out. */
const leastShare = 1e-4;

/**
 * What tells one input's disagreement from another's, for `acquisitionOrder`: how each sampled network deviates from their mean,
 *
 *     Φ[s, c] = (p_s(c) − p̄(c)) / √(S · p̄(c)),
 *
 * in its principal columns (ΦΦᵀ is what counts), times the factor that makes ½ ln det(I + ΦᵀΦ) the input's mutual information.
 * By its second-order expansion ½ ‖Φ‖² is that information, and ½ ‖Φᵢᵀ Φⱼ‖² the mutual information of two inputs' labels,
 * which is what BatchBALD (Kirsch, van Amersfoort and Gal 2019, arXiv:1906.08158) takes off for labels that tell the same.
 *
 * @param logProbs `[samples, classes]`, natural logarithm, of the same networks in the same order for all inputs that are
 * compared. Of more than 128 networks the first 128 are looked at; of more than 16 classes, those beyond the 15 that the
 * networks disagree most about count as one.
 * @returns The number of samples, then as many numbers for each column: 1 + samples × (0 to 15), 7.5 KiB at most.
 * @throws NescioError `invalid-data` for what are no log-probabilities.
 */
export function reviewFeatures(logProbs: Float32Array, samples: number, classes: number): Float32Array {
  checkPredictive({ images: 1, samples, classes, logProbs });
  const kept = Math.min(samples, mostSamples);
  const predictive = { images: 1, samples: kept, classes, logProbs: logProbs.subarray(0, kept * classes) };
  const deviations = mergeClasses(predictive);
  const { columns, spreads } = principalColumns(deviations, kept);
  const { information } = measuresOf(predictive, 0, new Float64Array(classes));
  const scale = Math.sqrt(scaleFor(spreads, information));
  const features = new Float32Array(1 + columns.length * kept);
  features[0] = kept;
  columns.forEach((column, c) =>
    features.set(
      column.map((value) => value * scale),
      1 + c * kept,
    ),
  );
  return features;
}

/** Φ by columns, of as many classes as are looked at apart. */
function mergeClasses({ samples, classes, logProbs }: Predictive): Float64Array[] {
  const probs = Array.from({ length: classes }, (_, c) =>
    Float64Array.from({ length: samples }, (_, s) => Math.exp(logProbs[s * classes + c])),
  );
  if (classes <= mostClasses) return probs.map(deviationsOf);
  const spreads = probs.map((column) => squared(deviationsOf(column)));
  const order = probs.map((_, c) => c).sort((a, b) => spreads[b] - spreads[a] || a - b);
  const rest = new Float64Array(samples);
  for (const c of order.slice(mostClasses - 1)) for (let s = 0; s < samples; s++) rest[s] += probs[c][s];
  return [...order.slice(0, mostClasses - 1).map((c) => probs[c]), rest].map(deviationsOf);
}

function deviationsOf(column: Float64Array): Float64Array {
  const mean = column.reduce((sum, p) => sum + p, 0) / column.length;
  if (mean === 0) return new Float64Array(column.length);
  const scale = 1 / Math.sqrt(column.length * mean);
  return column.map((p) => (p - mean) * scale);
}

/** Columns that are orthogonal and have the same ΦΦᵀ, the longest first; and their squared lengths. */
function principalColumns(
  columns: readonly Float64Array[],
  samples: number,
): { columns: Float64Array[]; spreads: number[] } {
  const n = columns.length;
  const gram = Float64Array.from({ length: n * n }, (_, at) =>
    product(columns[Math.floor(at / n)], columns[at % n]),
  );
  const total = columns.reduce((sum, column) => sum + squared(column), 0);
  const { values, vectors } = symmetricEigen(gram, n);
  // One direction has nothing in it, as probabilities sum to 1: what rounding leaves there is left out.
  const kept = values
    .map((_, j) => j)
    .filter((j) => values[j] > leastShare * total)
    .reverse()
    .slice(0, n - 1);
  const turned = kept.map((j) =>
    Float64Array.from({ length: samples }, (_, s) =>
      columns.reduce((sum, column, i) => sum + column[s] * vectors[i * n + j], 0),
    ),
  );
  return { columns: turned, spreads: turned.map(squared) };
}

/**
 * The t with ½ Σ ln(1 + t λ) = `information`. The sum is concave in t, so that Newton's steps from 0 never go beyond it.
 */
function scaleFor(spreads: readonly number[], information: number): number {
  if (spreads.length === 0) return 0;
  let t = 0;
  for (let step = 0; step < 200; step++) {
    const missing = information - spreads.reduce((sum, spread) => sum + 0.5 * Math.log1p(t * spread), 0);
    const slope = spreads.reduce((sum, spread) => sum + (0.5 * spread) / (1 + t * spread), 0);
    const change = missing / slope;
    t += change;
    if (!(change > 1e-12 * t)) break;
  }
  return Math.max(0, t);
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

const squared = (a: Float64Array): number => product(a, a);
