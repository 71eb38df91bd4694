import { expect, test } from "vitest";
import { positive } from "../../packages/ppl/src/constraints/index.js";
import { categorical } from "../../packages/ppl/src/distributions/categorical.js";
import { gamma } from "../../packages/ppl/src/distributions/gamma.js";
import { halfNormal } from "../../packages/ppl/src/distributions/half-normal.js";
import { normal } from "../../packages/ppl/src/distributions/normal.js";
import { poisson } from "../../packages/ppl/src/distributions/poisson.js";
import { autoNormal } from "../../packages/ppl/src/guides/index.js";
import { np, tree, type JaxArray } from "../../packages/ppl/src/jax.js";
import { mcmc } from "../../packages/ppl/src/mcmc/mcmc.js";
import { adam } from "../../packages/ppl/src/optimizers/index.js";
import { predictive } from "../../packages/ppl/src/predictive.js";
import { param } from "../../packages/ppl/src/primitives/param.js";
import { sample } from "../../packages/ppl/src/primitives/sample.js";
import type { Program } from "../../packages/ppl/src/runtime/run.js";
import { traceElbo } from "../../packages/ppl/src/svi/elbo.js";
import { disposeState, svi } from "../../packages/ppl/src/svi/svi.js";
import { heldBytes } from "../helpers/heap.js";
import { liveSlots } from "../helpers/live-arrays.js";

const data = (): JaxArray => np.array([1, 2, 3.5]);

function gaussian(y: JaxArray): void {
  const centre = sample("centre", normal(0, 1));
  const spread = sample("spread", halfNormal(1));
  const size = sample("size", gamma(2, 1));
  sample("y", normal(centre.add(size), spread), { obs: y });
}

/** More numbers than jax-js keeps without memory of their own. */
function wide(y: JaxArray): void {
  const z = sample("z", normal(np.zeros([300]), 1));
  sample("y", normal(z.sum(), 1), { obs: y });
}

function counted(y: JaxArray): void {
  const size = sample("size", gamma(2, 1));
  sample("count", poisson(size));
  sample("which", categorical(np.array([0.2, 0.8])));
  sample("y", normal(0, size), { obs: y });
}

/** Draws of which no gradient gets through: their parameters are differentiated all the same. */
function countedGuide(_y: JaxArray): void {
  const size = sample("size", gamma(param("a", 2, { constraint: positive }), 1));
  sample("count", poisson(size));
  sample("which", categorical({ logits: param("l", np.array([0.5, 1])) }));
}

async function chain(model: Program<[JaxArray]>): Promise<void> {
  await mcmc({ model, chains: 1, warmup: 2, samples: 2, seed: 1 }, data());
}

function step(model: Program<[JaxArray]>, guide: Program<[JaxArray]>, particles = 1): void {
  const inference = svi({ model, guide, optimizer: adam(), loss: traceElbo({ particles }) });
  disposeState(inference.step(inference.init(0, data()), data()).state);
  inference.dispose();
}

/** Bytes of each run that count as left behind. */
const leak = 50_000;

/**
 * Bytes that each run holds on to: the least of some batches, as a leak is in all and what is kept on purpose, or
 * compiled by the machine, in few. The first batch without a leak ends it.
 */
async function growth(run: () => unknown, rounds: number): Promise<number> {
  let least = Infinity;
  let before = await heldBytes();
  for (let batch = 0; batch < 8 && least >= leak; batch++) {
    for (let i = 0; i < rounds; i++) await run();
    const now = await heldBytes();
    least = Math.min(least, (now - before) / rounds);
    before = now;
  }
  return least;
}

test.each<[string, number, () => unknown]>([
  ["chains", 10, () => chain(gaussian)],
  ["chains of many numbers", 5, () => chain(wide)],
  ["steps of a guide that is made anew", 4, () => step(gaussian, autoNormal(gaussian))],
  ["steps of draws without gradients", 4, () => step(counted, countedGuide, 2)],
  ["predictions", 5, () => tree.dispose(predictive({ model: counted, samples: 2 })(1, data()))],
])("%s leave nothing behind", { timeout: 180_000 }, async (_, rounds, run) => {
  // The first ones fill what is kept on purpose: programs of draws, kernels.
  for (let i = 0; i < 3; i++) await run();
  await heldBytes();
  const slots = liveSlots();
  expect(await growth(run, rounds)).toBeLessThan(leak);
  expect(liveSlots()).toBe(slots);
});
