import { NescioError } from "../errors.js";
import type { StoredTensor } from "../prediction/posterior.js";

/** What the numbers of a tensor have to be. */
export type Requirement = "finite" | "positive" | "not-negative";

const requirements: Readonly<Record<Requirement, { test: (x: number) => boolean; words: string }>> = {
  finite: { test: Number.isFinite, words: "finite values" },
  positive: {
    test: (x) => x > 0 && Number.isFinite(x),
    words: "finite standard deviations greater than 0",
  },
  "not-negative": { test: (x) => x >= 0 && Number.isFinite(x), words: "finite values of at least 0" },
};

/** The tensors of a file, taken one by one, so that what is missing and what is left over is found out. */
export class TensorReader {
  readonly #unused: Set<string>;

  /** @param file How errors call the file. */
  constructor(
    readonly file: string,
    private readonly tensors: ReadonlyMap<string, StoredTensor>,
  ) {
    this.#unused = new Set(tensors.keys());
  }

  /** Any tensor. Throws `invalid-model` where there is none of that name. */
  take(name: string): StoredTensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw this.#invalid(name, "to be there, as the network needs it", "no such tensor");
    this.#unused.delete(name);
    return tensor;
  }

  /** The numbers of a floating-point tensor of this shape. Throws `invalid-model` for any other. */
  floats(name: string, shape: readonly number[], requirement: Requirement): Float32Array {
    const tensor = this.take(name);
    const { data, dtype } = tensor;
    if (!(data instanceof Float32Array)) throw this.#invalid(name, "dtype F32 or F16", `"${dtype}"`);
    if (tensor.shape.join() !== shape.join()) {
      throw this.#invalid(name, `shape ${show(shape)}, as the network has it`, show(tensor.shape));
    }
    const size = shape.reduce((a, b) => a * b, 1);
    if (data.length !== size) throw this.#invalid(name, `${size} values`, `${data.length}`);
    const { test, words } = requirements[requirement];
    const bad = data.findIndex((x) => !test(x));
    if (bad >= 0) throw this.#invalid(name, words, `${data[bad]} at index ${bad}`);
    return data;
  }

  /** Throws `invalid-model` where a tensor was not taken. */
  finish(): void {
    for (const name of this.#unused) {
      throw this.#invalid(name, "only tensors of the network", "one that it does not have");
    }
  }

  #invalid(tensor: string, expected: string, found: string): NescioError {
    const subject = `${this.file}, tensor "${tensor}"`;
    return new NescioError({ code: "invalid-model", subject, expected, found });
  }
}

function show(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
