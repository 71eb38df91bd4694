import { describe, test } from "vitest";
import { MeanFieldPosterior } from "../../../packages/core/src/posteriors/mean-field/posterior.js";
import { expectNescioError } from "../../helpers/errors.js";
import { posteriorContract } from "../contract.js";
import { conv, dense, meanField } from "../posteriors.js";

describe("mean-field, convolutions", () => {
  posteriorContract(() => meanField(conv));
});

describe("mean-field, dense layers", () => {
  posteriorContract(() => meanField(dense));
});

test("lengths that do not fit, and scales that are none, are refused by what is wrong", async () => {
  const { network, tensors } = meanField(dense);
  const [[name, first]] = tensors;
  const refuse = (changes: Partial<typeof first>, message: string) =>
    expectNescioError(
      () => new MeanFieldPosterior(network, new Map([...tensors, [name, { ...first, ...changes }]])),
      "invalid-model",
      message,
    );
  const size = first.loc.length;
  const short = first.scale.subarray(1);
  await refuse({ scale: short }, `expected ${size} means and ${size} scales, got ${size} and ${size - 1}`);
  await refuse({ shape: [size] }, `expected shape ${first.shape.join("×")}, got shape ${size}`);
  for (const scale of [0, -1, NaN, Infinity]) {
    await refuse(
      { scale: first.scale.map(() => scale) },
      `tensor "${name}", scale: expected finite standard`,
    );
  }
});
