import { expect, test } from "vitest";
import { chooseFamiliarity } from "../../packages/core/src/build/choose-familiarity.js";
import { createDataset, firstImages, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { fitFamiliarity } from "../../packages/core/src/familiarity/fit-familiarity.js";
import { denseNetwork } from "../../packages/core/src/layers/network.js";
import { Random } from "../../packages/core/src/math/random.js";
import { randomWeights } from "../familiarity/problem.js";
import { expectNescioError } from "../helpers/errors.js";

const CLASSES = 256;

/** As many classes as a set can have: dots of 4×4 pixels, `each` of every class. */
function dots(each: number, seed: number): ImageDataset {
  const random = new Random(seed);
  const count = each * CLASSES;
  const labels = Uint8Array.from({ length: count }, (_, i) => i % CLASSES);
  const pixels = new Uint8Array(count * 16).map(() => random.integer(20));
  labels.forEach((label, i) => {
    pixels[i * 16 + (label % 16)] = 128 + Math.floor(label / 2);
  });
  const classes = Array.from({ length: CLASSES }, (_, c) => `${c}`);
  const shape = { height: 4, width: 4, channels: 1 };
  return createDataset({ name: "dots", count, ...shape, pixels, labels, classes });
}

const network = denseNetwork([4, 4, 1], [8], CLASSES);
const members = [randomWeights(network, 1)];
const [training, heldOut] = [dots(3, 1), dots(1, 2)];

test("of 256 classes a guard has no room for one more: another kind is chosen", async () => {
  const chosen = await chooseFamiliarity(network, members, training, heldOut, { seed: 1, threads: 1 });
  expect(chosen.kind).toBe("both");
  await expectNescioError(
    () => fitFamiliarity(network, members, training, heldOut, { kind: "guarded", seed: 1, threads: 1 }),
    "invalid-data",
    "at most 255 classes",
  );
});

test("alphas that the images cannot calibrate are not chosen", async () => {
  // 17 of 22 calibrate: no p-value is below 1/18, which is more than any alpha that one would wish.
  const few = firstImages(heldOut, 22);
  const { alpha } = await chooseFamiliarity(network, members, training, few, { seed: 1, threads: 1 });
  expect(alpha).toBe(0.056);
  const wanting = { seed: 1, threads: 1, alpha: 0.03 };
  expect((await chooseFamiliarity(network, members, training, few, wanting)).alpha).toBe(0.056);
});

test("an alpha that is asked for is the one that is taken", async () => {
  const wanting = { seed: 1, threads: 1, alpha: 0.04 };
  expect((await chooseFamiliarity(network, members, training, heldOut, wanting)).alpha).toBe(0.04);
});
