import type { WeightedStepBase } from "../kind.js";

export interface ConvStep extends WeightedStepBase {
  readonly kind: "conv2d";
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}
