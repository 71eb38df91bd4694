import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromQuads, quadLength, toQuads } from "../../packages/core/src/engine/quads.js";

const layer = fc.record({
  inputs: fc.integer({ min: 1, max: 40 }),
  outputs: fc.integer({ min: 1, max: 21 }),
});

/** Values that tell every place from every other: weights 1, 2, 3, …, biases −1, −2, −3, … */
function numbered(inputs: number, outputs: number): { weight: Float32Array; bias: Float32Array } {
  return {
    weight: Float32Array.from({ length: inputs * outputs }, (_, i) => i + 1),
    bias: Float32Array.from({ length: outputs }, (_, i) => -i - 1),
  };
}

describe("quads", () => {
  test("hold outputs in fours, inputs below each other, the bias last", () => {
    const quads = new Float32Array(quadLength(2, 5));
    toQuads(
      Float32Array.of(11, 12, 21, 22, 31, 32, 41, 42, 51, 52),
      Float32Array.of(1, 2, 3, 4, 5),
      2,
      5,
      quads,
      9,
    );
    expect(Array.from(quads)).toEqual([
      ...[11, 21, 31, 41, 12, 22, 32, 42, 1, 2, 3, 4],
      ...[51, 9, 9, 9, 52, 9, 9, 9, 5, 9, 9, 9],
    ]);
  });

  test("give back what was put in, for every shape", () => {
    fc.assert(
      fc.property(layer, fc.integer({ min: -3, max: 3 }), ({ inputs, outputs }, padding) => {
        const { weight, bias } = numbered(inputs, outputs);
        const quads = new Float32Array(quadLength(inputs, outputs)).fill(NaN);
        toQuads(weight, bias, inputs, outputs, quads, padding);
        expect(fromQuads(quads, inputs, outputs)).toEqual({ weight, bias });
        // Every place is written: the values, and the padding for the outputs that do not exist.
        const values = [
          ...weight,
          ...bias,
          ...new Array<number>(quads.length - (inputs + 1) * outputs).fill(padding),
        ];
        expect(Array.from(quads).sort((a, b) => a - b)).toEqual(values.sort((a, b) => a - b));
      }),
    );
  });
});
