import * as z from "zod";
import { familiarityKind, type FittingData } from "../kind.js";
import { quantize } from "../quantize.js";
import { invalidStored } from "../tensors.js";
import { NeighbourFamiliarity } from "./familiarity.js";

/** With no scores of held-out images yet. */
export function uncalibratedNeighbours({
  map,
  components,
  indices,
  neighbours: each,
}: FittingData): NeighbourFamiliarity {
  const bank = {
    components: quantize(components, map.projection.axes.columns),
    indices,
    neighbours: each,
  };
  return new NeighbourFamiliarity(map, bank, new Float32Array());
}

/** Familiarity by nearest neighbours: see `NeighbourFamiliarity`. */
export const neighbours = familiarityKind({
  kind: "neighbours",
  needsLabels: false,
  heldOutPasses: 1,
  calibrating: (heldOut) => heldOut,
  async fit(data) {
    const fitted = uncalibratedNeighbours(data);
    const scores = await data.heldOutScores(fitted);
    return new NeighbourFamiliarity(fitted.map, fitted.bank, scores.sort());
  },
  is: (familiarity) => familiarity instanceof NeighbourFamiliarity,
  head: {
    /** Training images that are kept. */
    bank: z.int().min(1),
    neighbours: z.int().min(1).max(100),
  },
  encode({ bank: { components, indices, neighbours: each } }, tensors) {
    tensors.quantized("bank", components);
    tensors.u32("bank.indices", indices);
    return { bank: indices.length, neighbours: each };
  },
  decode({ bank, neighbours: each }, { map, calibration, tensors }) {
    if (each > bank) throw invalidStored("familiarity.neighbours", `at most ${bank} images`, `${each}`);
    const indices = tensors.u32("bank.indices", bank);
    const components = tensors.quantized("bank", bank, map.projection.axes.columns);
    return new NeighbourFamiliarity(map, { components, indices, neighbours: each }, calibration);
  },
});
