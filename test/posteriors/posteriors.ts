import { LaplacePosterior } from "../../packages/core/src/posteriors/laplace/posterior.js";
import { MeanFieldPosterior } from "../../packages/core/src/posteriors/mean-field/posterior.js";
import type { GaussianTensor, Weights } from "../../packages/core/src/prediction/posterior.js";
import { SwagPosterior, type SwagTensor } from "../../packages/core/src/posteriors/swag/posterior.js";
import { Random } from "../../packages/core/src/math/random.js";
import {
  convNetwork,
  denseNetwork,
  parameterSpecs,
  type Network,
} from "../../packages/core/src/layers/network.js";

export const conv = convNetwork([7, 6, 2], { channels: [4], kernel: 3, hidden: [6], dropout: 0.3 }, 3);
export const dense = denseNetwork([4, 3, 1], [7], 3);

/** Values for every parameter. */
function forAll<T>(
  network: Network,
  seed: number,
  make: (shape: readonly number[], random: Random) => T,
): Map<string, T> {
  const random = new Random(seed);
  return new Map(parameterSpecs(network).map(({ name, shape }) => [name, make(shape, random)]));
}

function normals(length: number, scale: number, random: Random): Float32Array {
  return Float32Array.from({ length }, () => scale * random.normal());
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export function weights(network: Network, seed = 1): Weights {
  return forAll(network, seed, (shape, random) => ({ shape, data: normals(sizeOf(shape), 0.5, random) }));
}

export function meanField(network: Network, seed = 1): MeanFieldPosterior {
  const tensor = (shape: readonly number[], random: Random): GaussianTensor => ({
    shape,
    loc: normals(sizeOf(shape), 0.5, random),
    scale: normals(sizeOf(shape), 0.2, random).map((value) => 0.01 + Math.abs(value)),
  });
  return new MeanFieldPosterior(network, forAll(network, seed, tensor));
}

export function swag(network: Network, rank: number, seed = 1): SwagPosterior {
  const tensor = (shape: readonly number[], random: Random): SwagTensor => ({
    shape,
    loc: normals(sizeOf(shape), 0.5, random),
    scale: normals(sizeOf(shape), 0.3, random).map(Math.abs),
    deviations: normals(rank * sizeOf(shape), 0.3, random),
  });
  return new SwagPosterior(network, forAll(network, seed, tensor), rank);
}

/** A rotation of the first two axes. */
function rotation(n: number): Float32Array {
  const matrix = Float32Array.from({ length: n * n }, (_, at) => Number(Math.floor(at / n) === at % n));
  [matrix[0], matrix[1], matrix[n], matrix[n + 1]] = [0.6, -0.8, 0.8, 0.6];
  return matrix;
}

export function kronecker(network: Network, inputs: number): LaplacePosterior {
  const values = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => i % 5);
  return new LaplacePosterior(network, weights(network), {
    ...{ structure: "kronecker", priorPrecision: 2.5 },
    inputs: { values: values(inputs + 1), vectors: rotation(inputs + 1) },
    outputs: { values: values(3), vectors: rotation(3) },
  });
}

export function full(network: Network, inputs: number): LaplacePosterior {
  const n = 3 * (inputs + 1);
  const random = new Random(3);
  const factor: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) factor.push(i === j ? 2 + random.uniform() : 0.2 * random.normal());
  }
  return new LaplacePosterior(network, weights(network), {
    structure: "full",
    factor: Float32Array.from(factor),
  });
}
