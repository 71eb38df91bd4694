import { describe, expect, test } from "vitest";
import { createDataset } from "../../packages/core/src/data/dataset.js";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import {
  convNetwork,
  denseNetwork,
  parseNetwork,
  type Network,
} from "../../packages/core/src/layers/network.js";
import { trainPosterior } from "../../packages/core/src/posteriors/train-posterior.js";
import { distance } from "../helpers/distance.js";
import { jaxLogProbs } from "../helpers/jax-log-probs.js";

const digits = glyphs({ kind: "digits", count: 256, seed: 5 });
const negative = createDataset({ ...digits, pixels: digits.pixels.map((value) => 255 - value) });
const inverted = { type: "normalize", offset: [1], scale: [-1] } as const;
const first = ({ input, layers }: Network, layer: object) =>
  parseNetwork({ input, layers: [layer, ...layers] });

const networks: [string, Network][] = [
  ["dense", denseNetwork([28, 28, 1], [16], 10)],
  ["no hidden layer", denseNetwork([28, 28, 1], [], 10)],
  ["convolutions", convNetwork([28, 28, 1], { channels: [4], kernel: 5, hidden: [8] }, 10)],
];

describe.each(networks)("%s", (_, network) => {
  // Every way in which pixels come into the engine: training, sampled activations, drawn networks, Laplace's features.
  test.each(["mean-field", "point", "swag", "laplace"] as const)(
    "%s: negatives, read inverted, are the images themselves",
    async (posterior) => {
      const options = { posterior, epochs: 2, seed: 4, threads: 1 } as const;
      const [plain, other] = [
        await trainPosterior(network, digits, options),
        await trainPosterior(first(network, inverted), negative, options),
      ];
      const predict = { samples: 3, seed: 1, threads: 1 };
      const probe = glyphs({ kind: "digits", count: 20, seed: 6 });
      const wanted = await plain.posterior.predict(probe, predict);
      const turned = createDataset({ ...probe, pixels: probe.pixels.map((value) => 255 - value) });
      const found = await other.posterior.predict(turned, predict);
      expect(distance(found.logProbs, wanted.logProbs)).toBeLessThan(2e-3);
      // The same photograph read the wrong way round is another input.
      const wrong = await other.posterior.predict(probe, predict);
      expect(distance(wrong.logProbs, wanted.logProbs)).toBeGreaterThan(0.1);
    },
  );
});

test("channels have their own, as the same network on jax-js has", async () => {
  const pixels = Uint8Array.from({ length: 24 * 6 * 7 * 3 }, (_, i) => (i * i * 31 + i * 7) % 256);
  const labels = Uint8Array.from({ length: 24 }, (_, i) => i % 3);
  const facts = { name: "colours", count: 24, height: 6, width: 7, channels: 3, classes: ["a", "b", "c"] };
  const colours = createDataset({ ...facts, pixels, labels });
  const layers = [
    { type: "normalize", offset: [0.2, 0.5, -0.1], scale: [0.25, -0.5, 2] },
    { type: "conv2d", name: "conv", outputs: 4, kernel: 3, padding: 1 },
    ...[{ type: "relu" }, { type: "flatten" }, { type: "dense", name: "out", outputs: 3 }],
  ];
  const network = parseNetwork({ input: [6, 7, 3], layers });
  const { posterior } = await trainPosterior(network, colours, { posterior: "point", epochs: 2, threads: 1 });
  const { logProbs } = await posterior.predict(colours, { samples: 1, threads: 1 });
  expect(distance(logProbs, jaxLogProbs(network, colours)(posterior.draw(0)))).toBeLessThan(1e-5);
});

const normalize = { type: "normalize", offset: [0], scale: [1] };
const dense = { type: "dense", name: "out", outputs: 2 };
test.each([
  [
    "behind another layer",
    [{ type: "maxPool2d", size: 2 }, normalize, { type: "flatten" }, dense],
    /to be the first layer/,
  ],
  [
    "before a relu",
    [normalize, { type: "relu" }, { type: "flatten" }, dense],
    /a layer with weights between/,
  ],
  [
    "with other channels",
    [{ ...normalize, scale: [1, 1] }, { type: "flatten" }, dense],
    /each of the 1 channels/,
  ],
  ["with a scale of 0", [{ ...normalize, scale: [0] }, { type: "flatten" }, dense], /at least 1e-6 from 0/],
])("is refused %s", (_, layers, message) => {
  expect(() => parseNetwork({ input: [4, 4, 1], layers })).toThrow(message);
});
