import { NescioError } from "../errors.js";
import { leastHalf, mostHalf } from "../math/half.js";
import type { StoredTensor, Weights } from "../prediction/posterior.js";

/** How a posterior's numbers are stored: "half" takes half the space, with 11 significant bits. */
export type Precision = "single" | "half";

/** Collects a posterior's tensors for a file. */
export class TensorWriter {
  /**
   * @param tensors What is written goes here.
   * @param prefix What the names of all tensors begin with in the file. Default: nothing.
   */
  constructor(
    private readonly tensors: Map<string, StoredTensor>,
    private readonly precision: Precision,
    private readonly prefix = "",
  ) {}

  /** Writes to the same file, under names that begin with `prefix`. */
  under(prefix: string): TensorWriter {
    return new TensorWriter(this.tensors, this.precision, this.prefix + prefix);
  }

  /** A network's parameters, each under its own name. */
  weights(weights: Weights): void {
    for (const [name, { shape, data }] of weights) this.put(name, shape, data);
  }

  /**
   * A tensor in the file's precision.
   * @param values What is "positive" stays so: nothing is rounded to 0.
   * @throws NescioError `invalid-model` for values beyond ±65,504 in half precision.
   */
  put(name: string, shape: readonly number[], data: Float32Array, values: "any" | "positive" = "any"): void {
    if (this.precision === "single") {
      this.exact(name, shape, data);
      return;
    }
    const over = data.findIndex((value) => Math.abs(value) > mostHalf);
    if (over >= 0) {
      throw new NescioError({
        code: "invalid-model",
        subject: `model, tensor "${this.prefix}${name}"`,
        expected: `values from −${mostHalf} to ${mostHalf}, as half precision has them`,
        found: `${data[over]} at index ${over}`,
        next: "Save it in single precision.",
      });
    }
    // A scale below the least number above 0 becomes that one; what was not above 0 is refused as it is.
    const rounded =
      values === "any" ? data : data.map((value) => (value > 0 ? Math.max(value, leastHalf) : value));
    this.tensors.set(this.prefix + name, { dtype: "F16", shape, data: rounded });
  }

  /** A tensor in single precision, whatever the file's. */
  exact(name: string, shape: readonly number[], data: Float32Array): void {
    this.tensors.set(this.prefix + name, { dtype: "F32", shape, data });
  }
}
