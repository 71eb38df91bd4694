import { fromQuads, toQuads, type LayerTensors } from "../engine/quads.js";
import { kindOfWeightedStep, type WeightedStep } from "./kinds.js";

/** Packs a layer's tensors into quads, the weight in the order in which its kind meets it. */
export function packLayer(step: WeightedStep, { weight, bias }: LayerTensors, to: Float32Array): void {
  const ordered = kindOfWeightedStep(step).toKernel?.(step, weight) ?? weight;
  toQuads(ordered, bias, step.inputs, step.outputs, to);
}

/** The inverse of `packLayer`. */
export function unpackLayer(step: WeightedStep, quads: Float32Array): LayerTensors {
  const { weight, bias } = fromQuads(quads, step.inputs, step.outputs);
  return { weight: kindOfWeightedStep(step).fromKernel?.(step, weight) ?? weight, bias };
}
