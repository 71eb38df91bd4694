import { NescioError } from "../errors.js";
import { parameterSpecs, type Network } from "../layers/network.js";
import type { StoredTensor, Weights } from "../prediction/posterior.js";
import { checkNumbers, type Requirement } from "./check-numbers.js";

/** The tensors of a file, taken one by one, so that what is missing and what is left over is found out. */
export class TensorReader {
  readonly #unused: Set<string>;

  /**
   * @param file How errors call the file.
   * @param prefix What the names of all tensors asked for begin with in the file. Default: nothing.
   * @param whole The reader of the whole file, if this one reads a part of it.
   */
  constructor(
    readonly file: string,
    private readonly tensors: ReadonlyMap<string, StoredTensor>,
    private readonly prefix = "",
    whole?: TensorReader,
  ) {
    this.#unused = whole === undefined ? new Set(tensors.keys()) : whole.#unused;
  }

  /** The tensors whose names begin with `prefix`, by the rest of their names. */
  under(prefix: string): TensorReader {
    return new TensorReader(this.file, this.tensors, this.prefix + prefix, this);
  }

  /** Any tensor. Throws `invalid-model` where there is none of that name. */
  take(name: string): StoredTensor {
    const tensor = this.tensors.get(this.prefix + name);
    if (!tensor) throw this.#invalid(name, "to be there, as the network needs it", "no such tensor");
    this.#unused.delete(this.prefix + name);
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
    checkNumbers(this.subject(name), data, requirement);
    return data;
  }

  /** A network's parameters, each under its own name: see `TensorWriter.weights`. */
  weights(network: Network): Weights {
    return new Map(
      parameterSpecs(network).map(({ name, shape }) => [
        name,
        { shape, data: this.floats(name, shape, "finite") },
      ]),
    );
  }

  /** How errors call a tensor. */
  subject(name: string): string {
    return `${this.file}, tensor "${this.prefix}${name}"`;
  }

  /** Throws `invalid-model` where a tensor was not taken. */
  finish(): void {
    for (const name of this.#unused) {
      const subject = `${this.file}, tensor "${name}"`;
      const expected = "only tensors of the network";
      throw new NescioError({
        code: "invalid-model",
        subject,
        expected,
        found: "one that it does not have",
      });
    }
  }

  #invalid(tensor: string, expected: string, found: string): NescioError {
    return new NescioError({ code: "invalid-model", subject: this.subject(tensor), expected, found });
  }
}

function show(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
