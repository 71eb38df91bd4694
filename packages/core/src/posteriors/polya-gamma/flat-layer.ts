import type { Weights } from "../../prediction/posterior.js";
import type { LastLayer } from "../last-layer.js";

/** Rows of `inputs` numbers with a 1 behind each. */
export function withOnes(rows: Float32Array, inputs: number): Float64Array {
  const n = inputs + 1;
  return Float64Array.from({ length: (rows.length / inputs) * n }, (_, at) =>
    at % n === inputs ? 1 : rows[Math.floor(at / n) * inputs + (at % n)],
  );
}

/** Weights and bias of the last layer as `[outputs, inputs + 1]`; undefined where there are none yet. */
export function flattened({ layer, inputs, outputs }: LastLayer, weights: Weights): Float64Array | undefined {
  const weight = weights.get(`${layer.name}.weight`)?.data;
  const bias = weights.get(`${layer.name}.bias`)?.data;
  if (weight === undefined || bias === undefined) return undefined;
  const n = inputs + 1;
  return Float64Array.from({ length: outputs * n }, (_, at) => {
    const output = Math.floor(at / n);
    return at % n === inputs ? bias[output] : weight[output * inputs + (at % n)];
  });
}

/** The same back. */
export function unflattened({ layer, inputs, outputs }: LastLayer, flat: Float64Array): Weights {
  const n = inputs + 1;
  const weight = Float32Array.from({ length: outputs * inputs }, (_, at) => {
    return flat[Math.floor(at / inputs) * n + (at % inputs)];
  });
  const bias = Float32Array.from({ length: outputs }, (_, output) => flat[output * n + inputs]);
  return new Map([
    [`${layer.name}.weight`, { shape: [outputs, inputs], data: weight }],
    [`${layer.name}.bias`, { shape: [outputs], data: bias }],
  ]);
}
