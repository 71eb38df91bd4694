import { describe, expect, test } from "vitest";
import { buildModel } from "../../packages/core/src/build/build-model.js";
import { normalizationFor } from "../../packages/core/src/build/normalization.js";
import { createDataset, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { outsideOf } from "../../packages/core/src/data/pixel-statistics.js";
import { denseNetwork } from "../../packages/core/src/layers/network.js";
import { Random } from "../../packages/core/src/math/random.js";
import { expectNescioError } from "../helpers/errors.js";
import { heldOutImages } from "../../packages/core/src/model/held-out.js";

/** Light bars, upright or lying, on either of two greys: which of them is the ground is a matter of one image. */
const greys = (() => {
  const [count, random] = [60, new Random(1)];
  const pixels = new Uint8Array(count * 64);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  labels.forEach((label, i) => {
    const image = pixels.subarray(i * 64, (i + 1) * 64).fill(i % 4 < 2 ? 100 : 108);
    const at = random.integer(8);
    for (let k = 0; k < 8; k++) image[label === 0 ? k * 8 + at : at * 8 + k] = 230 + random.integer(20);
  });
  const shape = { height: 8, width: 8, channels: 1 };
  return createDataset({ name: "greys", count, ...shape, pixels, labels, classes: ["upright", "lying"] });
})();

const network = denseNetwork([8, 8, 1], [4], 2);
const quick = { network, posterior: "mean-field", calibrate: false, validation: 0, threads: 1 } as const;

describe("buildModel", () => {
  test.each(["alpha", "confidence"])(
    "takes shares alone for %s, and says so before it trains",
    async (name) => {
      await expectNescioError(() => buildModel(greys, { ...quick, [name]: 5 }), "invalid-option", name);
    },
  );

  test("reads, and varies, images as those want that it trains on: what is held out has no say", async () => {
    const augmentation = { shift: 1, rotation: 0, scale: 0, elastic: 0, elasticSigma: 4 };
    const settings = { epochs: 1, augmentation };
    // A seed under which one more of the training images than of all is on the other grey.
    const { model, findings } = await buildModel(greys, { ...quick, holdOut: 21, seed: 2, settings });
    const { training } = heldOutImages(model, greys, { familiarity: true });
    const facts = (dataset: ImageDataset) => [normalizationFor(dataset), outsideOf(dataset)];
    expect(facts(training)).not.toEqual(facts(greys));
    expect([model.network.layers[0], findings.settings.augmentation]).toEqual([
      normalizationFor(training),
      { ...augmentation, outside: outsideOf(training) },
    ]);
  });
});
