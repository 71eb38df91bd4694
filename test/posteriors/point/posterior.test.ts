import { describe, expect, test } from "vitest";
import { PointPosterior } from "../../../packages/core/src/posteriors/point/posterior.js";
import { expectNescioError } from "../../helpers/errors.js";
import { posteriorContract, randomImages } from "../contract.js";
import { conv, dense, weights } from "../posteriors.js";

describe("point", () => {
  posteriorContract(() => new PointPosterior(conv, weights(conv)), { certain: true });
});

test("one sample is all there is to say, unless more are asked for", async () => {
  const posterior = new PointPosterior(dense, weights(dense));
  const images = randomImages(3, dense.input);
  const one = await posterior.predict(images);
  expect(one).toMatchObject({ images: 3, samples: 1, classes: 3 });
  const two = await posterior.predict(images, { samples: 2 });
  for (let i = 0; i < 3; i++) {
    const row = one.logProbs.slice(i * 3, i * 3 + 3);
    expect(two.logProbs.slice(i * 6, i * 6 + 6)).toEqual(Float32Array.of(...row, ...row));
  }
});

test("weights of another network are refused", async () => {
  await expectNescioError(
    () => new PointPosterior(dense, weights(conv)),
    "invalid-model",
    'tensor "fc1.weight": expected shape 7×12, got shape 6×',
  );
});
