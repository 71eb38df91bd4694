import { afterEach, describe, expect, test } from "vitest";
import { assess } from "../../packages/core/src/answer/assess.js";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { firstImages, selectImages } from "../../packages/core/src/data/dataset.js";
import { defaultThreads } from "../../packages/core/src/engine/executor.js";
import { fitFamiliarity } from "../../packages/core/src/familiarity/fit-familiarity.js";
import { MixturePosterior } from "../../packages/core/src/posteriors/mixture/posterior.js";
import { MeanFieldPosterior } from "../../packages/core/src/posteriors/mean-field/posterior.js";
import { Random } from "../../packages/core/src/math/random.js";
import {
  convNetwork,
  denseNetwork,
  parameterSpecs,
  type Network,
} from "../../packages/core/src/layers/network.js";
import { endAside } from "../../packages/core/src/prediction/predict-networks.js";
import { watchWorkers } from "../helpers/workers.js";

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

  test.each(networks)("as many as one likes count as few: %s", async (_, network) => {
    const member = posteriorOf(network);
    for (const asked of [member, new MixturePosterior([member, member])]) {
      const expected = await asked.predict(images, { samples: 6, threads: 1, seed: 3 });
      // The first draws the networks; the others, of other sizes and once with other networks between, find them there.
      for (const [from, seed] of [
        [0, 3],
        [0, 3],
        [8, 4],
        [16, 3],
        [0, 3],
      ]) {
        const some = selectImages(
          images,
          Array.from({ length: images.count - from }, (_, i) => from + i),
        );
        const said = await asked.predict(some, { samples: 6, threads: 1, seed, few: images.count });
        if (seed === 3) expect(said.logProbs).toEqual(expected.logProbs.slice(from * 6 * said.classes));
      }
    }
  });

  test.each([0, 1.5, 1025, NaN])("but no more than the engine takes at a time, and some: %s", async (few) => {
    const wrong = posteriorOf(networks[0][1]).predict(selectImages(images, [0]), { samples: 2, few });
    await expect(wrong).rejects.toMatchObject({ code: "invalid-option", subject: "few images" });
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

// A host with one core has none.
describe.skipIf(defaultThreads() === 1)("few images on threads of their own", () => {
  const workers = watchWorkers();
  const one = (i: number) => selectImages(images, [i]);
  afterEach(async () => {
    await endAside();
    expect(workers.running()).toBe(0);
  });

  test.each(networks)(
    "are told the same, and the threads are there for the next ones: %s",
    async (_, network) => {
      const asked = posteriorOf(network);
      const before = workers.started();
      for (const i of [3, 4, 5]) {
        const expected = await posteriorOf(network).predict(one(i), { samples: 9, threads: 1 });
        expect(await asked.predict(one(i), { samples: 9, aside: 2 })).toEqual(expected);
      }
      expect(workers.started() - before).toBe(2);
      expect(workers.running()).toBe(2);
      // Two others that are asked about otherwise take their place.
      await asked.predict(one(3), { samples: 5, threads: 1 });
      expect(workers.running()).toBe(2);
      await asked.predict(one(3), { samples: 6, threads: 1 });
      expect(workers.running()).toBe(0);
    },
  );

  test("may be asked about at the same time, and ended meanwhile", async () => {
    const asked = posteriorOf(networks[1][1]);
    const expected = await posteriorOf(networks[1][1]).predict(one(2), { samples: 4, threads: 1 });
    const twice = [1, 2].map(() => asked.predict(one(2), { samples: 4, aside: 1 }));
    for (const each of twice) expect(await each).toEqual(expected);
    expect(workers.running()).toBe(1);
    const last = asked.predict(one(2), { samples: 4, aside: 1 });
    await endAside();
    expect(await last).toEqual(expected);
    expect(workers.running()).toBe(0);
  });

  test("many images are no matter of theirs, and a wrong number is told", async () => {
    const asked = posteriorOf(networks[1][1]);
    const expected = await posteriorOf(networks[1][1]).predict(images, { samples: 4, threads: 1 });
    expect(await asked.predict(images, { samples: 4, threads: 1, aside: 2 })).toEqual(expected);
    expect(workers.running()).toBe(0);
    await expect(asked.predict(one(1), { aside: 0 })).rejects.toMatchObject({
      code: "invalid-option",
      subject: "threads",
    });
  });
});

test("what is said and how familiar it looks can be found at once", async () => {
  const network = networks[1][1];
  const members = [posteriorOf(network).draw(1)];
  const held = glyphs({ kind: "digits", count: 40, seed: 3 });
  const familiarity = await fitFamiliarity(network, members, images, held, { kind: "neighbours" });
  const few = firstImages(images, 3);
  const options = { samples: 5, seed: 3, threads: 1 };
  const expected = await assess({ posterior: posteriorOf(network), familiarity }, few, options);
  expect(
    await assess({ posterior: posteriorOf(network), familiarity }, few, { ...options, aside: 1 }),
  ).toEqual(expected);
  await endAside();
});
