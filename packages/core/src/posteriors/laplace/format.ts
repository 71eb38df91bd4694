import * as z from "zod";
import { NescioError } from "../../errors.js";
import type { Network } from "../../layers/network.js";
import type { PosteriorFormat } from "../format.js";
import { lastLayerOf } from "../last-layer.js";
import type { TensorReader } from "../tensor-reader.js";
import { triangleLength, type Spectrum } from "./covariance.js";
import { LaplacePosterior, NAME } from "./posterior.js";

const schema = z.union([
  z.strictObject({ kind: z.literal("laplace"), structure: z.literal("full") }),
  z.strictObject({
    kind: z.literal("laplace"),
    structure: z.literal("kronecker"),
    priorPrecision: z.number().positive(),
  }),
]);

/**
 * `NAME` for each parameter; of the last layer's precision `laplace/factor` or, for a Kronecker-factored one,
 * `laplace/inputs.values`, `laplace/inputs.vectors` and the same of `outputs`. Curvatures range over more than half
 * precision has: these are always in single precision.
 */
export const laplaceFormat: PosteriorFormat<LaplacePosterior, z.infer<typeof schema>> = {
  kind: "laplace",
  schema,
  holds: (posterior) => posterior instanceof LaplacePosterior,
  write({ weights, precision }, tensors) {
    tensors.weights(weights);
    if (precision.structure === "full") {
      tensors.exact("laplace/factor", [precision.factor.length], precision.factor);
      return { kind: "laplace", structure: "full" };
    }
    for (const side of ["inputs", "outputs"] as const) {
      const { values, vectors } = precision[side];
      tensors.exact(`laplace/${side}.values`, [values.length], values);
      tensors.exact(`laplace/${side}.vectors`, [values.length, values.length], vectors);
    }
    return { kind: "laplace", structure: "kronecker", priorPrecision: precision.priorPrecision };
  },
  read(head, network, tensors) {
    const { inputs, outputs } = lastLayerOf(network, NAME);
    if (head.structure === "full") {
      const length = triangleLength((inputs + 1) * outputs);
      const factor = tensors.floats("laplace/factor", [length], "finite");
      checkDiagonal(factor, tensors.subject("laplace/factor"));
      return new LaplacePosterior(network, tensors.weights(network), { structure: "full", factor });
    }
    const { priorPrecision } = head;
    const weights = tensors.weights(network);
    return new LaplacePosterior(network, weights, {
      structure: "kronecker",
      inputs: readSpectrum(tensors, "inputs", inputs + 1),
      outputs: readSpectrum(tensors, "outputs", outputs),
      priorPrecision,
    });
  },
};

function readSpectrum(tensors: TensorReader, side: "inputs" | "outputs", n: number): Spectrum {
  return {
    values: tensors.floats(`laplace/${side}.values`, [n], "not-negative"),
    vectors: tensors.floats(`laplace/${side}.vectors`, [n, n], "finite"),
  };
}

/** How many numbers the covariance of a network's last layer takes, as a product of two. */
export function laplaceNumbers(network: Network): number {
  const { inputs, outputs } = lastLayerOf(network, NAME);
  return (inputs + 1) * (inputs + 2) + outputs * (outputs + 1);
}

/** A Cholesky factor has a diagonal above 0. */
function checkDiagonal(factor: Float32Array, subject: string): void {
  for (let row = 0, at = 0; at < factor.length; row++, at += row + 1) {
    if (factor[at] > 0) continue;
    const found = `${factor[at]} at index ${at}`;
    throw new NescioError({ code: "invalid-model", subject, expected: "a diagonal above 0", found });
  }
}
