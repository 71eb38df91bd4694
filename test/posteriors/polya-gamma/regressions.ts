import { PolyaGammaChain, type Regression } from "../../../packages/core/src/posteriors/polya-gamma/chain.js";
import { Random } from "../../../packages/core/src/math/random.js";
import type { Potential } from "../../../packages/ppl/src/mcmc/potential.js";

/** A regression on rows of features, to which the 1 of the bias is added. */
export function regressionOn(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  facts: Pick<Regression, "classes" | "precision" | "loc">,
): Regression {
  const features = Float64Array.from(rows.flatMap((row) => [...row, 1]));
  return { ...facts, rows: rows.length, inputs: rows[0].length + 1, features, labels };
}

/** Rows of normals, and labels by a softmax of their products with weights that are drawn too. */
export function simulated(
  count: number,
  columns: number,
  facts: Pick<Regression, "classes" | "precision" | "loc">,
  seed: number,
): Regression {
  const random = new Random(seed);
  const rows = Array.from({ length: count }, () => Array.from({ length: columns }, () => random.normal()));
  const weights = Array.from({ length: facts.classes }, () =>
    Array.from({ length: columns }, () => random.normal()),
  );
  const labels = rows.map((row) => {
    // The largest of the outputs with Gumbel noise is a draw of the softmax.
    const noisy = weights.map(
      (own) => own.reduce((sum, w, j) => sum + w * row[j], 0) - Math.log(-Math.log(1 - random.uniform())),
    );
    return noisy.indexOf(Math.max(...noisy));
  });
  return regressionOn(rows, labels, facts);
}

/** Draws of the weights, `[classes, inputs]` each, one a sweep after a warm-up. */
export function drawsOf(regression: Regression, sweeps: number, seed: number, warmup = 300): Float64Array[] {
  const chain = new PolyaGammaChain(regression, new Random(seed));
  for (let i = 0; i < warmup; i++) chain.sweep();
  return Array.from({ length: sweeps }, () => {
    chain.sweep();
    return chain.draw();
  });
}

/** Probabilities of the classes for a row, the 1 included. */
export function probabilities(weights: ArrayLike<number>, row: readonly number[]): number[] {
  const classes = weights.length / row.length;
  const outputs = Array.from({ length: classes }, (_, k) =>
    row.reduce((sum, x, a) => sum + x * weights[k * row.length + a], 0),
  );
  const top = Math.max(...outputs);
  const parts = outputs.map((output) => Math.exp(output - top));
  const total = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / total);
}

/** −log posterior density of all weights and its gradient, written without any augmentation. */
export function potentialOf({
  rows,
  inputs,
  classes,
  features,
  labels,
  precision,
  loc,
}: Regression): Potential {
  return (position, gradient) => {
    let energy = 0;
    position.forEach((w, at) => {
      energy += (precision / 2) * (w - loc) ** 2;
      gradient[at] = precision * (w - loc);
    });
    for (let i = 0; i < rows; i++) {
      const row = Array.from(features.subarray(i * inputs, (i + 1) * inputs));
      const p = probabilities(position, row);
      energy -= Math.log(p[labels[i]]);
      for (let k = 0; k < classes; k++) {
        const slope = p[k] - Number(labels[i] === k);
        for (let a = 0; a < inputs; a++) gradient[k * inputs + a] += slope * row[a];
      }
    }
    return energy;
  };
}
