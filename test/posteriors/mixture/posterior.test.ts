import { describe, expect, test } from "vitest";
import { MixturePosterior } from "../../../packages/core/src/posteriors/mixture/posterior.js";
import { DropoutPosterior } from "../../../packages/core/src/posteriors/dropout/posterior.js";
import { PointPosterior } from "../../../packages/core/src/posteriors/point/posterior.js";
import { expectNescioError } from "../../helpers/errors.js";
import { posteriorContract, randomImages } from "../contract.js";
import { conv, dense, kronecker, meanField, swag, weights } from "../posteriors.js";

const points = [1, 2, 3].map((seed) => new PointPosterior(dense, weights(dense, seed)));

describe("mixture of mean fields", () => {
  posteriorContract(() => new MixturePosterior([1, 2, 3].map((seed) => meanField(conv, seed))), {
    members: 3,
  });
});

describe("mixture of points: a deep ensemble", () => {
  posteriorContract(() => new MixturePosterior(points), { members: 3, seedless: true });
});

describe("mixture of SWAGs: multi-SWAG", () => {
  posteriorContract(() => new MixturePosterior([1, 2].map((seed) => swag(dense, 2, seed))), { members: 2 });
});

describe("mixture of different kinds", () => {
  const members = () => [new DropoutPosterior(conv, weights(conv)), kronecker(conv, 6)];
  posteriorContract(() => new MixturePosterior(members()), { members: 2 });
});

test("samples take turns among the members", async () => {
  const images = randomImages(5, dense.input);
  const own = await Promise.all(points.map((point) => point.predict(images)));
  const mixture = new MixturePosterior(points);
  expect((await mixture.predict(images)).samples).toBe(3);
  const { logProbs } = await mixture.predict(images, { samples: 7 });
  for (let i = 0; i < 5; i++) {
    for (let s = 0; s < 7; s++) {
      expect(logProbs.slice((i * 7 + s) * 3, (i * 7 + s + 1) * 3)).toEqual(
        own[s % 3].logProbs.slice(i * 3, i * 3 + 3),
      );
    }
  }
});

test("draws come from all members alike", () => {
  const mixture = new MixturePosterior(points);
  const counts = points.map(
    ({ weights }) =>
      Array.from({ length: 900 }, (_, seed) => mixture.draw(seed)).filter((w) => w === weights).length,
  );
  // Four standard deviations of 900 throws.
  for (const count of counts) expect(Math.abs(count - 300)).toBeLessThan(57);
  expect(counts.reduce((a, b) => a + b)).toBe(900);
});

test.each([
  ["no member", () => [], "expected 1 to 1000 members, got 0"],
  ["a mixture in it", () => [new MixturePosterior(points)], "members that are no mixtures"],
  ["another network", () => [points[0], new PointPosterior(conv, weights(conv))], "members of one network"],
])("%s is refused", async (_, members, message) => {
  await expectNescioError(() => new MixturePosterior(members()), "invalid-model", message);
});
