import { expect } from "vitest";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import type { Weights } from "../../packages/core/src/prediction/posterior.js";
import { Random } from "../../packages/core/src/math/random.js";
import {
  convNetwork,
  denseNetwork,
  parameterSpecs,
  type Network,
} from "../../packages/core/src/layers/network.js";

/** A network whose features are 96 numbers, and a dense one with 24. */
export const conv = convNetwork([28, 28, 1], { channels: [4, 6], kernel: 5, hidden: [8], dropout: 0.2 }, 10);
export const dense = denseNetwork([28, 28, 1], [24], 10);

/** Weights at random: features need no training to be features. */
export function randomWeights(network: Network, seed: number): Weights {
  const random = new Random(seed);
  return new Map(
    parameterSpecs(network).map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const scale = shape.length === 1 ? 0.1 : Math.sqrt((2 * shape[0]) / size);
      return [name, { shape, data: Float32Array.from({ length: size }, () => scale * random.normal()) }];
    }),
  );
}

export const training = glyphs({ kind: "digits", count: 700, seed: 1 });
export const heldOut = glyphs({ kind: "digits", count: 400, seed: 2 });
export const letters = glyphs({ kind: "letters", count: 200, seed: 3 });

/** The value as what it must be. */
export function instanceOf<T>(kind: new (...args: never[]) => T, value: unknown): T {
  if (value instanceof kind) return value;
  return expect.fail(`expected a ${kind.name}`);
}
