/** A matrix in 8 bits, row by row; each column has a scale of its own: value = code · scale. */
export interface QuantizedMatrix {
  readonly columns: number;
  /** `[rows, columns]`, from −127 to 127. */
  readonly codes: Int8Array;
  /** `[columns]`, greater than 0. */
  readonly scale: Float32Array;
}

/** Rounds a matrix `[rows, columns]`; a column's largest entry becomes ±127. */
export function quantize(values: Float32Array, columns: number): QuantizedMatrix {
  const scale = new Float32Array(columns);
  values.forEach((value, at) => (scale[at % columns] = Math.max(scale[at % columns], Math.abs(value))));
  scale.forEach((most, column) => (scale[column] = most > 0 ? most / 127 : 1));
  const codes = Int8Array.from(values, (value, at) => Math.round(value / scale[at % columns]));
  return { columns, codes, scale };
}

/** The values that the codes stand for. */
export function dequantize({ columns, codes, scale }: QuantizedMatrix): Float32Array {
  // A loop: `from` with a function takes many times as long, and a model opens with a million of these.
  const values = new Float32Array(codes.length);
  for (let row = 0; row < codes.length; row += columns) {
    for (let column = 0; column < columns; column++)
      values[row + column] = codes[row + column] * scale[column];
  }
  return values;
}
