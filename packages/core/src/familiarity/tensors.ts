import { NescioError } from "../errors.js";
import type { StoredTensor } from "../prediction/posterior.js";
import type { QuantizedMatrix } from "./quantize.js";

/** Collects the tensors of a familiarity, in the order in which a file has them. */
export class TensorWriter {
  readonly tensors = new Map<string, StoredTensor>();

  f32(name: string, data: Float32Array, ...shape: number[]): void {
    this.tensors.set(name, { dtype: "F32", shape, data });
  }

  /** Values that half precision has. */
  f16(name: string, data: Float32Array, shape: readonly number[]): void {
    this.tensors.set(name, { dtype: "F16", shape, data });
  }

  u32(name: string, data: Uint32Array): void {
    this.tensors.set(name, { dtype: "U32", shape: [data.length], data });
  }

  quantized(name: string, { codes, scale, columns }: QuantizedMatrix): void {
    this.tensors.set(name, { dtype: "I8", shape: [codes.length / columns, columns], data: codes });
    this.f32(`${name}.scale`, scale, columns);
  }
}

/**
 * Takes the tensors of a familiarity from a file. All throw `invalid-model`, naming the tensor, for another type or shape
 * and for values that are not finite.
 */
export class TensorReader {
  /** @param take Gives a tensor by its name, or throws. */
  constructor(private readonly take: (name: string) => StoredTensor) {}

  f32(name: string, ...shape: number[]): Float32Array {
    return this.#floats(name, "F32", shape);
  }

  f16(name: string, shape: readonly number[]): Float32Array {
    return this.#floats(name, "F16", shape);
  }

  u32(name: string, length: number): Uint32Array {
    return this.#checked(name, "U32", [length]).data as Uint32Array;
  }

  quantized(name: string, rows: number, columns: number): QuantizedMatrix {
    const codes = this.#checked(name, "I8", [rows, columns]).data as Int8Array;
    const scale = this.f32(`${name}.scale`, columns);
    checkValues(`${name}.scale`, scale, "scales greater than 0", (value) => value > 0);
    return { columns, codes, scale };
  }

  #floats(name: string, dtype: "F32" | "F16", shape: readonly number[]): Float32Array {
    const data = this.#checked(name, dtype, shape).data as Float32Array;
    checkValues(name, data, "finite values", Number.isFinite);
    return data;
  }

  #checked(name: string, dtype: StoredTensor["dtype"], shape: readonly number[]): StoredTensor {
    const tensor = this.take(name);
    const size = shape.reduce((a, b) => a * b, 1);
    if (tensor.dtype === dtype && tensor.shape.join() === shape.join() && tensor.data.length === size) {
      return tensor;
    }
    throw invalidStored(
      `tensor "familiarity/${name}"`,
      `${dtype} of shape [${shape.join(", ")}]`,
      `${tensor.dtype} of shape [${tensor.shape.join(", ")}]`,
    );
  }
}

/** Throws `invalid-model`, naming the tensor and the first index, where a value is not as it must be. */
export function checkValues(
  name: string,
  values: Float32Array,
  expected: string,
  right: (value: number, index: number) => boolean,
): void {
  const bad = values.findIndex((value, index) => !right(value, index));
  if (bad >= 0) {
    throw invalidStored(`tensor "familiarity/${name}"`, expected, `${values[bad]} at index ${bad}`);
  }
}

/** The error for what a model file cannot hold. */
export function invalidStored(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-model", subject, expected, found });
}
