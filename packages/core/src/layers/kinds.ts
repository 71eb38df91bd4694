import * as z from "zod";
import { conv2d } from "./conv2d.js";
import { dense } from "./dense.js";
import { dropout } from "./dropout.js";
import { flatten } from "./flatten.js";
import { groupNorm } from "./group-norm.js";
import type { LayerKind, StepKind, WeightedKind } from "./kind.js";
import { normalize } from "./normalize.js";
import { avgPool2d, maxPool2d } from "./pool2d.js";
import { relu } from "./relu.js";
import { standardize } from "./standardize.js";

/** The kinds of layers by their `type`. */
const kinds = {
  flatten,
  relu,
  dense,
  conv2d,
  maxPool2d,
  avgPool2d,
  dropout,
  groupNorm,
  normalize,
  standardize,
};

type Kind = (typeof kinds)[keyof typeof kinds];

export type Layer = z.output<Kind["schema"]>;
/** A layer that has parameters. */
export type WeightedLayer = Extract<Layer, { readonly name: string }>;

/** A layer as the kernels see it: with the activation that follows folded in. */
export type Step = ReturnType<Extract<Kind, { readonly step: unknown }>["step"]>;
export type WeightedStep = Extract<Step, { readonly name: string }>;

type Schemas = [Kind["schema"], ...Kind["schema"][]];
export const layerSchema = z.discriminatedUnion(
  "type",
  Object.values(kinds).map(({ schema }) => schema) as Schemas,
);

export function kindOfLayer(layer: Layer): LayerKind<Layer> | StepKind<Layer, Step> {
  return kinds[layer.type];
}

export function kindOfWeightedLayer(layer: WeightedLayer): WeightedKind<WeightedLayer> {
  return kinds[layer.type];
}

export function kindOfStep(step: Step): StepKind<Layer, Step> {
  return kinds[step.kind];
}

export function kindOfWeightedStep(step: WeightedStep): WeightedKind<WeightedLayer, WeightedStep> {
  return kinds[step.kind];
}

/** Whether a layer has parameters, `NAME.weight` and `NAME.bias`. */
export function isWeighted(layer: Layer): layer is WeightedLayer {
  return "weightShape" in kinds[layer.type];
}

export function isWeightedStep<S extends Step>(step: S): step is S & WeightedStep {
  return "weightShape" in kinds[step.kind];
}

/** The types of the layers that have parameters. */
export const weightedTypes: readonly string[] = Object.entries(kinds).flatMap(([type, kind]) =>
  "weightShape" in kind ? [type] : [],
);
