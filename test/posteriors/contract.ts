import { expect, test } from "vitest";
import { createDataset, selectImages, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { defaultRule } from "../../packages/core/src/decision/preset-rules.js";
import { checkWeights } from "../../packages/core/src/prediction/check-weights.js";
import { meanWeights } from "../../packages/core/src/prediction/mean-weights.js";
import { Random } from "../../packages/core/src/math/random.js";
import { decodeModel, encodeModel } from "../../packages/core/src/model/model-file.js";
import type { Model, ModelPosterior } from "../../packages/core/src/model/model.js";
import type { Posterior } from "../../packages/core/src/prediction/posterior.js";
import { outputCount } from "../../packages/core/src/layers/network.js";
import { jaxLogProbs } from "../helpers/jax-log-probs.js";
import { expectNescioError } from "../helpers/errors.js";

/** What is particular about a posterior. */
export interface ContractFacts {
  /** Whether there is but one network. */
  readonly certain?: boolean;
  /** Whether it predicts the same with every seed. */
  readonly seedless?: boolean;
  /** Its members, if it is a mixture. */
  readonly members?: number;
}

/** What every posterior keeps, whatever it is. Tests are registered in the `describe` that calls this. */
export function posteriorContract(
  make: () => ModelPosterior,
  { certain = false, seedless = certain, members = 1 }: ContractFacts = {},
): void {
  const posterior = make();
  const { network } = posterior;
  const classes = outputCount(network);
  const images = randomImages(19, network.input);

  test("one seed, one network", () => {
    const drawn = posterior.draw(5);
    checkWeights(network, drawn);
    expect(posterior.draw(5)).toEqual(drawn);
    // A mixture may well pick the same member twice, hardly ten times.
    const others = Array.from({ length: 10 }, (_, i) => JSON.stringify([...posterior.draw(6 + i)]));
    if (certain) expect(new Set(others).size).toBe(1);
    else expect(new Set(others).size).toBeGreaterThan(1);
  });

  test("its mean weights are networks, one a member", () => {
    const means = meanWeights(posterior);
    expect(means).toHaveLength(members);
    for (const weights of means) checkWeights(network, weights);
  });

  test("log-probabilities are normalised, and the same for any number of threads", async () => {
    const options = { samples: 7, seed: 5 };
    const one = await posterior.predict(images, { ...options, threads: 1 });
    expect(one).toMatchObject({ images: 19, samples: 7, classes });
    for (let at = 0; at < one.logProbs.length; at += classes) {
      const sum = one.logProbs.slice(at, at + classes).reduce((a, b) => a + Math.exp(b), 0);
      expect(sum).toBeCloseTo(1, 5);
    }
    for (const threads of [3]) {
      expect(await posterior.predict(images, { ...options, threads })).toEqual(one);
    }
  });

  test("first samples and first images do not depend on what follows", async () => {
    const options = { seed: 5, threads: 1 };
    const all = await posterior.predict(images, { ...options, samples: 7 });
    const some = selectImages(images, [0, 1, 2]);
    const fewer = await posterior.predict(some, { ...options, samples: 4 });
    for (let i = 0; i < 3; i++) {
      expect(fewer.logProbs.slice(i * 4 * classes, (i + 1) * 4 * classes)).toEqual(
        all.logProbs.slice(i * 7 * classes, (i * 7 + 4) * classes),
      );
    }
  });

  test("says whether samples depend on an image's place", async () => {
    const options = { seed: 5, threads: 1, samples: 7 };
    const first = await posterior.predict(selectImages(images, [4]), options);
    const later = await posterior.predict(selectImages(images, [...Array(17).keys(), 4]), options);
    const same = later.logProbs.subarray(17 * 7 * classes).every((value, at) => value === first.logProbs[at]);
    const { samplesByPlace = false }: Posterior = posterior;
    expect(same).toBe(!samplesByPlace);
  });

  test("the seed decides, also when one prediction follows another", async () => {
    const some = selectImages(images, [0, 1]);
    const run = (of: ModelPosterior, seed: number) => of.predict(some, { samples: 3, seed, threads: 1 });
    const first = await run(posterior, 1);
    const second = await run(posterior, 2);
    expect(second).toEqual(await run(make(), 2));
    expect(await run(posterior, 1)).toEqual(first);
    if (!seedless) expect(second).not.toEqual(first);
  });

  test("its mean prediction is that of drawn networks", async () => {
    const some = selectImages(images, [0, 1, 2]);
    const drawn = 300;
    const samples = 1500;
    const predictive = await posterior.predict(some, { samples, seed: 1, threads: 1 });
    const sampled = moments(samples, 3 * classes, (s, at) =>
      Math.exp(predictive.logProbs[(Math.floor(at / classes) * samples + s) * classes + (at % classes)]),
    );
    const ask = jaxLogProbs(network, some);
    const answers = Array.from({ length: drawn }, (_, s) => ask(posterior.draw(s)));
    const expected = moments(drawn, 3 * classes, (s, at) => Math.exp(answers[s][at]));
    for (let at = 0; at < 3 * classes; at++) {
      const variance = Math.max(sampled.variances[at], expected.variances[at]);
      const error = Math.sqrt(variance / samples + variance / drawn);
      // 4.5 standard errors, and single precision's rounding.
      expect(Math.abs(sampled.means[at] - expected.means[at])).toBeLessThan(4.5 * error + 1e-5);
    }
  });

  test("goes through a model file", async () => {
    const model: Model = {
      ...{ network, posterior, inputScale: "1/255", rule: defaultRule, samples: 3 },
      classes: Array.from({ length: classes }, (_, c) => `class ${c}`),
    };
    const bytes = encodeModel(model);
    const back = decodeModel(bytes, "file");
    expect(back).toEqual(model);
    expect(encodeModel(back)).toEqual(bytes);
    const options = { samples: 3, threads: 1 };
    expect(await back.posterior.predict(images, options)).toEqual(await posterior.predict(images, options));
    const half = encodeModel(model, { precision: "half" });
    expect(half.length).toBeLessThan(bytes.length);
    const rounded = await decodeModel(half, "file").posterior.predict(images, options);
    const exact = await posterior.predict(images, options);
    rounded.logProbs.forEach((value, at) => {
      expect(Math.abs(Math.exp(value) - Math.exp(exact.logProbs[at]))).toBeLessThan(0.02);
    });
  });

  test("progress reaches the end without going back", async () => {
    const seen: number[] = [];
    await posterior.predict(images, {
      ...{ samples: 4, threads: 1 },
      onProgress: (done, total) => {
        expect(total).toBe(19);
        seen.push(done);
      },
    });
    expect(seen.at(-1)).toBe(19);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  });

  test("bad requests are refused, and a stop is heard", async () => {
    const other = randomImages(2, [5, 4, 1]);
    await expectNescioError(() => posterior.predict(other), "invalid-data", "expected images of");
    for (const samples of [0, 1.5, NaN]) {
      await expectNescioError(() => posterior.predict(images, { samples }), "invalid-option", "samples");
    }
    await expectNescioError(() => posterior.predict(images, { seed: -1 }), "invalid-option", "seed");
    await expectNescioError(
      () => posterior.predict(images, { samples: 2, signal: AbortSignal.abort() }),
      "aborted",
    );
  });
}

/** Random images, half of their pixels dark. */
export function randomImages(count: number, [height, width, channels]: readonly number[]): ImageDataset {
  const random = new Random(2);
  const size = count * height * width * channels;
  const pixels = Uint8Array.from({ length: size }, () => Math.max(0, random.integer(512) - 256));
  return createDataset({ name: "random", count, height, width, channels, pixels, classes: [] });
}

/** Means and variances over samples of each of `length` values. */
function moments(
  samples: number,
  length: number,
  valueOf: (sample: number, at: number) => number,
): { means: Float64Array; variances: Float64Array } {
  const means = new Float64Array(length);
  const variances = new Float64Array(length);
  for (let at = 0; at < length; at++) {
    for (let s = 0; s < samples; s++) means[at] += valueOf(s, at) / samples;
    for (let s = 0; s < samples; s++) variances[at] += (valueOf(s, at) - means[at]) ** 2 / (samples - 1);
  }
  return { means, variances };
}
