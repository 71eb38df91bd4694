import { describe, expect, test } from "vitest";
import { createDataset, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { glyphs, neatGlyphJitter } from "../../packages/core/src/data/glyphs.js";
import { outliers } from "../../packages/core/src/data/outliers.js";
import { fitFamiliarity } from "../../packages/core/src/familiarity/fit-familiarity.js";
import { guardScores, trainGuard } from "../../packages/core/src/familiarity/guarded/guard.js";
import { denseNetwork } from "../../packages/core/src/layers/network.js";
import { Random } from "../../packages/core/src/math/random.js";
import { randomWeights } from "./problem.js";

/** A dark bar on a noisy white page of 16×16, upright or lying. */
function pages(count: number, seed: number): ImageDataset {
  const random = new Random(seed);
  const pixels = new Uint8Array(count * 256).map(() => 235 + random.integer(20));
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  for (let i = 0; i < count; i++) {
    const at = 2 + random.integer(12);
    for (let k = 2; k < 14; k++) {
      const place = labels[i] === 0 ? k * 16 + at : at * 16 + k;
      pixels[i * 256 + place] = random.integer(60);
    }
  }
  const shape = { height: 16, width: 16, channels: 1 };
  return createDataset({ name: "pages", count, ...shape, pixels, labels, classes: ["upright", "lying"] });
}

describe("guarded", () => {
  const network = denseNetwork([16, 16, 1], [8], 2);
  // Weights that know nothing: what refuses is the guard, and the statistics.
  const members = [randomWeights(network, 1)];
  const training = pages(200, 1);
  const heldOut = pages(200, 2);
  const options = { kind: "guarded", seed: 4, dimensions: 6, threads: 1 } as const;
  const refused = (pValues: Float32Array): number => pValues.filter((p) => p <= 0.05).length / pValues.length;

  test("refuses blank pages, noise and pieces, and few pages; the same seed gives the same", async () => {
    const familiarity = await fitFamiliarity(network, members, training, heldOut, options);
    const share = async (images: ImageDataset): Promise<number> =>
      refused((await familiarity.score(images, { threads: 1 })).pValues);
    const fresh = pages(300, 3);
    expect(await share(fresh)).toBeLessThan(0.05 + 4 * Math.sqrt(0.05 * 0.95 * (1 / 300 + 1 / 150)));
    for (const kind of ["noise", "flat", "scrambled"] as const) {
      expect(await share(outliers(kind, fresh, { count: 100, seed: 9 })), kind).toBeGreaterThan(0.95);
    }
    const again = await fitFamiliarity(network, members, training, heldOut, { ...options, threads: 2 });
    expect(await again.score(fresh, { threads: 2 })).toEqual(await familiarity.score(fresh, { threads: 1 }));
  });
});

test("a guard that has seen a few hundred neat digits refuses the letters of the same hand", async () => {
  const drawn = (kind: "digits" | "letters", count: number, seed: number): ImageDataset =>
    glyphs({ kind, count, seed, jitter: neatGlyphJitter });
  const guard = await trainGuard(denseNetwork([28, 28, 1], [4], 10), drawn("digits", 500, 1), { seed: 1 });
  const digits = (await guardScores(guard, drawn("digits", 500, 2), {})).sort();
  const letters = await guardScores(guard, drawn("letters", 500, 3), {});
  const refused = letters.filter((score) => score < digits[25]).length / 500;
  expect(refused).toBeGreaterThan(0.9);
});
