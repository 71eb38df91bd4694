import { defaultRule } from "../../packages/core/src/decision/preset-rules.js";
import { MeanFieldPosterior } from "../../packages/core/src/posteriors/mean-field/posterior.js";
import type { GaussianTensor } from "../../packages/core/src/prediction/posterior.js";
import type { Model } from "../../packages/core/src/model/model.js";
import { denseNetwork, parameterSpecs, type Network } from "../../packages/core/src/layers/network.js";

/** Tensors that fit the network, each value from `value` (index, whether it is a scale). */
export function tensorsFor(
  network: Network,
  value: (index: number, scale: boolean) => number,
): Map<string, GaussianTensor> {
  return new Map(
    parameterSpecs(network).map(({ name, shape }) => {
      const length = shape.reduce((a, b) => a * b, 1);
      const loc = Float32Array.from({ length }, (_, i) => value(i, false));
      const scale = Float32Array.from({ length }, (_, i) => value(i, true));
      return [name, { shape, loc, scale }];
    }),
  );
}

/** A small model, complete with its training. */
export function smallModel(): Model {
  const network = denseNetwork([2, 2, 1], [3], 2);
  return {
    network,
    posterior: new MeanFieldPosterior(
      network,
      tensorsFor(network, (i, scale) => (scale ? 0.1 + i : i - 2.5)),
    ),
    classes: ["zero", "one"],
    inputScale: "1/255",
    rule: defaultRule,
    training: {
      preset: "default",
      dataset: "glyphs",
      epochs: 2,
      lossPerImageByEpoch: [1.5, 0.75],
      seconds: 3.25,
      msPerStep: 7.5,
      threads: 2,
      options: { learningRate: 0.01, schedule: ["warm-up", null], klWeight: { kind: "batch/N" } },
      seed: 4_294_967_295,
      data: [{ name: "glyphs", sources: [{ file: "glyphs-train", sha256: "0123456789abcdef".repeat(4) }] }],
      version: "0.1.0",
    },
  };
}
