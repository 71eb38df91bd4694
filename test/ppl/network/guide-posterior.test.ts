import { describe, expect, test } from "vitest";
import { denseNetwork } from "../../../packages/core/src/layers/network.js";
import { bernoulli } from "../../../packages/ppl/src/distributions/bernoulli.js";
import { normal } from "../../../packages/ppl/src/distributions/normal.js";
import { np, type ArrayLike } from "../../../packages/ppl/src/jax.js";
import { ref, release } from "../../../packages/ppl/src/memory.js";
import { guidePosterior } from "../../../packages/ppl/src/network/guide-posterior.js";
import { randomModule } from "../../../packages/ppl/src/network/random-module.js";
import { prngKey } from "../../../packages/ppl/src/primitives/prng-key.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";

describe("weights that depend on other draws are drawn, not taken for mean field", () => {
  const network = denseNetwork([2, 2, 1], [3], 2);
  const drawAround = (loc: ArrayLike): void => {
    randomModule("net", network, () => normal(ref(loc), 1))();
    release(loc);
  };
  test.each<[string, () => void, string]>([
    ["fixed", () => drawAround(0), "mean-field"],
    ["a continuous draw", () => drawAround(sample("c", normal(0, 1), { auxiliary: true })), "guide"],
    ...[0.5, 0.01, 0.99].map((p): [string, () => void, string] => [
      `a coin that shows 1 with ${p}`,
      () => drawAround(sample("b", bernoulli(p), { auxiliary: true }).astype(np.float32)),
      "guide",
    ]),
    ["bare randomness", () => drawAround(normal(0, 1).sample(prngKey("k").ref)), "guide"],
  ])("%s", (_, guide, kind) => {
    const posterior = guidePosterior({ network, module: "net", guide, params: {} });
    expect(posterior.kind).toBe(kind);
    if (posterior.kind === "guide") posterior.dispose();
  });
});
