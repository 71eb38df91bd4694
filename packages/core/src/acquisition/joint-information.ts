import { cholesky } from "../math/cholesky.js";

/** One input's columns Φ, `[columns, samples]`. */
export interface Columns {
  readonly samples: number;
  readonly data: Float32Array;
}

/**
 * ½ ln det(I + Σ ΦΦᵀ) over inputs that are added one by one: a matrix of samples × samples however many there are, of which the
 * inverse M is kept.
 */
export class JointInformation {
  readonly #samples: number;
  readonly #inverse: Float64Array;
  #empty = true;

  constructor(samples: number) {
    this.#samples = samples;
    this.#inverse = new Float64Array(samples * samples);
    for (let s = 0; s < samples; s++) this.#inverse[s * samples + s] = 1;
  }

  /** What an input adds: ½ ln det(I + Φᵀ M Φ), in nats. Never more than it added when fewer inputs were there. */
  gain(input: Columns): number {
    if (input.data.length === 0) return 0;
    const { lower, columns } = this.#factor(input);
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += Math.log(lower[c * columns + c]);
    return sum;
  }

  /** M ← M − M Φ (I + Φᵀ M Φ)⁻¹ Φᵀ M (Woodbury). */
  add(input: Columns): void {
    if (input.data.length === 0) return;
    const n = this.#samples;
    const { lower, columns, turned } = this.#factor(input);
    this.#empty = false;
    for (let c = 0; c < columns; c++) {
      const row = turned.subarray(c * n, (c + 1) * n);
      for (let k = 0; k < c; k++) {
        const factor = lower[c * columns + k];
        for (let s = 0; s < n; s++) row[s] -= factor * turned[k * n + s];
      }
      const pivot = lower[c * columns + c];
      for (let s = 0; s < n; s++) row[s] /= pivot;
      for (let s = 0; s < n; s++) {
        const value = row[s];
        for (let t = 0; t < n; t++) this.#inverse[s * n + t] -= value * row[t];
      }
    }
  }

  /** M Φ, `[columns, samples]`, and the lower triangle L with L Lᵀ = I + Φᵀ M Φ. */
  #factor({ data }: Columns): { lower: Float64Array; columns: number; turned: Float64Array } {
    const n = this.#samples;
    const columns = data.length / n;
    const turned = this.#empty ? Float64Array.from(data) : this.#times(data);
    const inner = new Float64Array(columns * columns);
    for (let a = 0; a < columns; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = a === b ? 1 : 0;
        for (let s = 0; s < n; s++) sum += data[a * n + s] * turned[b * n + s];
        inner[a * columns + b] = sum;
      }
    }
    return { lower: cholesky(inner, columns), columns, turned };
  }

  /** M Φ. */
  #times(data: Float32Array): Float64Array {
    const n = this.#samples;
    const columns = data.length / n;
    const turned = new Float64Array(data.length);
    for (let s = 0; s < n; s++) {
      const row = this.#inverse.subarray(s * n, (s + 1) * n);
      let c = 0;
      // Sums beside each other, so that none waits for itself.
      for (; c + 3 <= columns; c += 3) {
        const [i, j, k] = [c * n, (c + 1) * n, (c + 2) * n];
        let x = 0;
        let y = 0;
        let z = 0;
        for (let t = 0; t < n; t++) {
          const m = row[t];
          x += m * data[i + t];
          y += m * data[j + t];
          z += m * data[k + t];
        }
        turned[i + s] = x;
        turned[j + s] = y;
        turned[k + s] = z;
      }
      for (; c < columns; c++) {
        let sum = 0;
        for (let t = 0, at = c * n; t < n; t++) sum += row[t] * data[at + t];
        turned[c * n + s] = sum;
      }
    }
    return turned;
  }
}
