import { describe, expect, test } from "vitest";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { firstImages, selectImages } from "../../packages/core/src/data/dataset.js";
import { MeanFieldPosterior } from "../../packages/core/src/posteriors/mean-field/posterior.js";
import { Random } from "../../packages/core/src/math/random.js";
import {
  convNetwork,
  denseNetwork,
  parameterSpecs,
  type Network,
} from "../../packages/core/src/layers/network.js";

function posteriorOf(network: Network): MeanFieldPosterior {
  const random = new Random(4);
  const values = (size: number, scale: number): Float32Array =>
    Float32Array.from({ length: size }, () => scale * (0.2 + Math.abs(random.normal())));
  return new MeanFieldPosterior(
    network,
    new Map(
      parameterSpecs(network).map(({ name, shape }) => {
        const size = shape.reduce((a, b) => a * b, 1);
        return [name, { shape, loc: values(size, 0.1), scale: values(size, 0.05) }];
      }),
    ),
  );
}

const images = glyphs({ kind: "digits", count: 40, seed: 2 });
const networks = [
  ["dense", denseNetwork([28, 28, 1], [30], 10)],
  ["convolutions", convNetwork([28, 28, 1], { channels: [4], kernel: 5, hidden: [12] }, 10)],
] as const;

describe("few images, whose memory is kept for the next ones", () => {
  test.each(networks)(
    "are told the same as by a posterior that was never asked before: %s",
    async (_, network) => {
      const asked = posteriorOf(network);
      const fresh = (): MeanFieldPosterior => posteriorOf(network);
      const one = (i: number) => selectImages(images, [i]);
      const calls = [
        [one(3), { samples: 5, seed: 1 }],
        [one(4), { samples: 5, seed: 1 }],
        [one(3), { samples: 5, seed: 2 }],
        [one(3), { samples: 5, seed: 1 }],
        [one(3), { samples: 7, seed: 1 }],
        [firstImages(images, 8), { samples: 7, seed: 1 }],
        [one(9), { samples: 7, seed: 1 }],
        [images, { samples: 7, seed: 1 }],
        [one(9), { samples: 7, seed: 1 }],
      ] as const;
      for (const [dataset, options] of calls) {
        const expected = await fresh().predict(dataset, { ...options, threads: 1 });
        expect(await asked.predict(dataset, { ...options, threads: 1 })).toEqual(expected);
      }
    },
  );

  test("may be asked about at the same time", async () => {
    const asked = posteriorOf(networks[1][1]);
    const all = await Promise.all(
      [0, 1, 2, 3].map((i) => asked.predict(selectImages(images, [i]), { samples: 4, threads: 1 })),
    );
    for (const [i, predictive] of all.entries()) {
      const alone = await posteriorOf(networks[1][1]).predict(selectImages(images, [i]), {
        samples: 4,
        threads: 1,
      });
      expect(predictive).toEqual(alone);
    }
  });

  test("after a request to stop the next answer is right", async () => {
    const asked = posteriorOf(networks[1][1]);
    const one = selectImages(images, [0]);
    const expected = await asked.predict(one, { samples: 4, threads: 1 });
    const stopped = asked.predict(one, { samples: 4, threads: 1, signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
    expect(await asked.predict(one, { samples: 4, threads: 1 })).toEqual(expected);
  });
});
