import { describe, expect, test } from "vitest";
import { DropoutPosterior } from "../../../packages/core/src/posteriors/dropout/posterior.js";
import { parseNetwork } from "../../../packages/core/src/layers/network.js";
import { expectNescioError } from "../../helpers/errors.js";
import { posteriorContract, randomImages } from "../contract.js";
import { conv, dense, weights } from "../posteriors.js";

describe("dropout", () => {
  posteriorContract(() => new DropoutPosterior(conv, weights(conv)));
});

test("a drawn network lacks inputs at the layer's rate, and the others are as much larger", () => {
  const network = parseNetwork({
    input: [10, 10, 1],
    layers: [{ type: "dropout", rate: 0.2 }, { type: "flatten" }, { type: "dense", name: "out", outputs: 2 }],
  });
  const given = weights(network);
  const posterior = new DropoutPosterior(network, given);
  const before = given.get("out.weight")!.data;
  let dropped = 0;
  for (let seed = 0; seed < 100; seed++) {
    const drawn = posterior.draw(seed);
    const { data } = drawn.get("out.weight")!;
    for (let i = 0; i < 100; i++) {
      // Both outputs miss the same inputs.
      const factors = [data[i] / before[i], data[100 + i] / before[100 + i]];
      if (factors[0] === 0) dropped++;
      expect(factors[0]).toBeCloseTo(factors[0] === 0 ? 0 : 1.25, 5);
      expect(factors[1]).toBeCloseTo(factors[0], 5);
    }
    expect(drawn.get("out.bias")).toBe(given.get("out.bias"));
  }
  // Four standard errors of 10,000 throws.
  expect(Math.abs(dropped / 10_000 - 0.2)).toBeLessThan(0.016);
});

test("what is dropped before a convolution is in predictions, but not in weights", async () => {
  const network = parseNetwork({
    input: [4, 4, 1],
    layers: [
      { type: "dropout", rate: 0.5 },
      { type: "conv2d", name: "a", outputs: 2, kernel: 3 },
      { type: "flatten" },
      { type: "dense", name: "out", outputs: 2 },
    ],
  });
  const posterior = new DropoutPosterior(network, weights(network));
  await expectNescioError(() => posterior.draw(1), "unsupported", "a dense layer behind it, got conv2d");
  const { logProbs } = await posterior.predict(randomImages(9, [4, 4, 1]), { samples: 20 });
  expect(new Set(logProbs).size).toBeGreaterThan(20);
});

test("a network that drops nothing is refused", async () => {
  await expectNescioError(
    () => new DropoutPosterior(dense, weights(dense)),
    "invalid-model",
    "a dropout layer of a rate above 0, got none",
  );
});
