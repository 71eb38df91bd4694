import { expect, test } from "vitest";
import { meanWeights } from "../../packages/core/src/prediction/mean-weights.js";
import { MixturePosterior } from "../../packages/core/src/posteriors/mixture/posterior.js";
import { expectNescioError } from "../helpers/errors.js";
import { dense, meanField, swag } from "../posteriors/posteriors.js";

test("the means of Gaussians, member by member", () => {
  const members = [meanField(dense), swag(dense, 2)];
  const means = meanWeights(new MixturePosterior(members));
  expect(means).toHaveLength(2);
  for (const [m, { tensors }] of members.entries()) {
    expect([...means[m].keys()]).toEqual([...tensors.keys()]);
    for (const [name, { shape, loc }] of tensors) expect(means[m].get(name)).toEqual({ shape, data: loc });
  }
});

test("a posterior without a mean network is refused", async () => {
  const { network } = meanField(dense);
  const draws = { kind: "draws", network, draw: () => new Map(), predict: () => Promise.reject(new Error()) };
  await expectNescioError(() => meanWeights(draws), "unsupported", 'posterior of kind "draws"');
});
