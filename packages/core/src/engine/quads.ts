/** A layer's weight in PyTorch's order, and its bias. */
export interface LayerTensors {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** Floats that a dense layer's weights and biases take as quads `[⌈outputs/4⌉][inputs + 1][4]`. */
export function quadLength(inputs: number, outputs: number): number {
  return Math.ceil(outputs / 4) * (inputs + 1) * 4;
}

/**
 * Packs a weight `[outputs, inputs]` and a bias `[outputs]` into quads; the bias is the last input's row.
 * Places of outputs that do not exist get `padding`.
 */
export function toQuads(
  weight: Float32Array,
  bias: Float32Array,
  inputs: number,
  outputs: number,
  to: Float32Array,
  padding = 0,
): void {
  for (let quad = 0; quad * 4 < outputs; quad++) {
    const base = quad * (inputs + 1) * 4;
    for (let lane = 0; lane < 4; lane++) {
      const output = quad * 4 + lane;
      const exists = output < outputs;
      for (let i = 0; i < inputs; i++) {
        to[base + i * 4 + lane] = exists ? weight[output * inputs + i] : padding;
      }
      to[base + inputs * 4 + lane] = exists ? bias[output] : padding;
    }
  }
}

/** The inverse of `toQuads`. */
export function fromQuads(quads: Float32Array, inputs: number, outputs: number): LayerTensors {
  const weight = new Float32Array(outputs * inputs);
  const bias = new Float32Array(outputs);
  for (let output = 0; output < outputs; output++) {
    const base = (output >> 2) * (inputs + 1) * 4 + (output & 3);
    for (let i = 0; i < inputs; i++) weight[output * inputs + i] = quads[base + i * 4];
    bias[output] = quads[base + inputs * 4];
  }
  return { weight, bias };
}
