import { describe, expect, test } from "vitest";
import {
  denseNetwork,
  inferShapes,
  outputCount,
  parameterSpecs,
  parseNetwork,
} from "../../src/network/network.js";
import { expectNescioError } from "../helpers/errors.js";

const flatten = { type: "flatten" };
const relu = { type: "relu" };
const dense = (name: string, outputs: number) => ({ type: "dense", name, outputs });
const network = (...layers: unknown[]) => ({ input: [2, 3, 1], layers });

describe("a network", () => {
  test("knows the shape after each layer and the parameters it needs", () => {
    const parsed = parseNetwork(network(relu, flatten, dense("a", 7), relu, dense("b", 5), dense("c", 4)));
    expect(inferShapes(parsed)).toEqual([[2, 3, 1], [6], [7], [7], [5], [4]]);
    expect(outputCount(parsed)).toBe(4);
    expect(parameterSpecs(parsed)).toEqual([
      { name: "a.weight", shape: [7, 6] },
      { name: "a.bias", shape: [7] },
      { name: "b.weight", shape: [5, 7] },
      { name: "b.bias", shape: [5] },
      { name: "c.weight", shape: [4, 5] },
      { name: "c.bias", shape: [4] },
    ]);
  });

  test("of dense layers is the tutorial's, and survives JSON", () => {
    const tutorial = denseNetwork([28, 28, 1], [1024], 10);
    expect(tutorial.layers).toEqual([flatten, dense("fc1", 1024), relu, dense("out", 10)]);
    expect(parseNetwork(JSON.parse(JSON.stringify(tutorial)))).toEqual(tutorial);
  });
});

describe("a network that is refused", () => {
  const cases: [string, unknown, string][] = [
    ["null", null, "network: expected an object, got null."],
    ["no layers", { input: [2, 3, 1] }, "network.layers: expected a list, got nothing."],
    ["an empty list of layers", network(), "network.layers: expected a list of at least 1, got []."],
    [
      "65 layers",
      network(...new Array<unknown>(65).fill(relu)),
      "network.layers: expected a list of at most 64, got a list of 65.",
    ],
    [
      "too wide a layer",
      network(flatten, dense("a", 100_000)),
      "network.layers.1.outputs: expected a number of at most 65536, got 100000.",
    ],
    [
      "half an output",
      network(flatten, dense("a", 1.5)),
      "network.layers.1.outputs: expected a whole number, got 1.5.",
    ],
    [
      "a layer without a name",
      network(flatten, { type: "dense", outputs: 1 }),
      "network.layers.1.name: expected a text, got nothing.",
    ],
    [
      "a name with a dot",
      network(flatten, dense("a.b", 1)),
      'network.layers.1.name: expected a letter, then letters, digits or _, got "a.b".',
    ],
    [
      "an unknown layer",
      network({ type: "conv" }),
      'network.layers.0.type: expected one of "flatten", "relu", "dense", got "conv".',
    ],
    [
      "an unknown field",
      network({ ...relu, slope: 1 }),
      "network.layers.0.slope: expected nothing (there is no such field), got 1.",
    ],
    [
      "two sides",
      { input: [2, 3], layers: [flatten] },
      "network.input: expected a list of at least 3, got [2,3].",
    ],
    [
      "five channels",
      { input: [2, 3, 5], layers: [flatten] },
      "network.input.2: expected a number of at most 4, got 5.",
    ],
    ["a dense layer on an image", network(dense("a", 1)), "network layer 0 (dense): expected a flat input"],
    [
      "a name twice",
      network(flatten, dense("a", 1), dense("a", 1)),
      'expected a name of its own, got "a" a second time',
    ],
    [
      "an image as output",
      network(relu),
      "network: expected to end in a flat layer, one output per class, got shape 2×3×1",
    ],
    ["nothing to learn", network(flatten), "expected at least one layer with weights (dense), got none"],
  ];
  test.each(cases)("%s", async (_, value, message) => {
    await expectNescioError(() => parseNetwork(value), "invalid-network", message);
  });
});
