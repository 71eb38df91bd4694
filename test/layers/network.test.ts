import { describe, expect, test } from "vitest";
import {
  convNetwork,
  denseNetwork,
  inferShapes,
  networkName,
  outputCount,
  parameterSpecs,
  parseNetwork,
} from "../../packages/core/src/layers/network.js";
import { expectNescioError } from "../helpers/errors.js";

const flatten = { type: "flatten" };
const relu = { type: "relu" };
const dense = (name: string, outputs: number) => ({ type: "dense", name, outputs });
const conv = (outputs: number, kernel: number, more: object = {}) => ({
  ...{ type: "conv2d", name: "c", outputs, kernel },
  ...more,
});
const norm = (groups: number) => ({ type: "groupNorm", name: "n", groups });
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

  test("fills in strides and paddings, counts windows that fit whole, and shapes weights as PyTorch does", () => {
    const parsed = parseNetwork({
      input: [9, 8, 2],
      layers: [
        conv(5, 3, { padding: 1 }),
        { type: "maxPool2d", size: 2 },
        { type: "dropout", rate: 0.5 },
        { ...conv(6, 2, { stride: 2 }), name: "d" },
        { type: "avgPool2d", size: 2, stride: 1 },
        flatten,
        dense("out", 3),
      ],
    });
    expect(parsed.layers.slice(0, 2)).toEqual([
      { type: "conv2d", name: "c", outputs: 5, kernel: 3, stride: 1, padding: 1 },
      { type: "maxPool2d", size: 2, stride: 2 },
    ]);
    expect(inferShapes(parsed)).toEqual([[9, 8, 5], [4, 4, 5], [4, 4, 5], [2, 2, 6], [1, 1, 6], [6], [3]]);
    expect(parameterSpecs(parsed).map(({ name, shape }) => [name, shape])).toEqual([
      ["c.weight", [5, 2, 3, 3]],
      ["c.bias", [5]],
      ["d.weight", [6, 5, 2, 2]],
      ["d.bias", [6]],
      ["out.weight", [3, 6]],
      ["out.bias", [3]],
    ]);
    expect(parseNetwork(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  });

  test("normalises groups of channels with a scale and a shift for each, and leaves them out of its name", () => {
    const parsed = parseNetwork(network(conv(6, 1), norm(3), relu, flatten, dense("out", 2)));
    expect(inferShapes(parsed).slice(0, 3)).toEqual([
      [2, 3, 6],
      [2, 3, 6],
      [2, 3, 6],
    ]);
    expect(parameterSpecs(parsed).slice(2, 4)).toEqual([
      { name: "n.weight", shape: [6] },
      { name: "n.bias", shape: [6] },
    ]);
    expect(networkName(parsed)).toBe("6-6c1-2");
  });

  test("of convolutions is LeNet's", () => {
    const options = { channels: [16, 32], kernel: 5, hidden: [128], dropout: 0.25 };
    const lenet = convNetwork([28, 28, 1], options, 10);
    expect(inferShapes(lenet).at(5)).toEqual([4, 4, 32]);
    const drop = { type: "dropout", rate: 0.25 };
    expect(lenet.layers.slice(6)).toEqual([flatten, drop, dense("fc1", 128), relu, drop, dense("out", 10)]);
    const { dropout: _, ...plain } = options;
    expect(convNetwork([28, 28, 1], plain, 10).layers).toEqual(
      lenet.layers.filter(({ type }) => type !== "dropout"),
    );
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
      'network.layers.0.type: expected one of "flatten", "relu", "dense", "conv2d", "maxPool2d", "avgPool2d", "dropout", "groupNorm", "normalize", "standardize", got "conv".',
    ],
    [
      "an unknown field",
      network({ ...relu, slope: 1 }),
      "network.layers.0.slope: expected nothing (there is no such field), got 1.",
    ],
    [
      "two sides",
      { input: [2, 3], layers: [flatten] },
      "network.input: expected a list of at least 3 or a list of at most 1, got [2,3].",
    ],
    [
      "five channels",
      { input: [2, 3, 5], layers: [flatten] },
      "network.input.2: expected a number of at most 4, got 5.",
    ],
    [
      "groups that do not divide the channels",
      network(conv(6, 1), norm(4)),
      "network layer 1 (groupNorm): expected a number of groups that divides the 6 channels, got 4",
    ],
    [
      "groups that do not divide flat features",
      network(flatten, norm(5)),
      "network layer 1 (groupNorm): expected a number of groups that divides the 6 channels, got 5",
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
    [
      "nothing to learn",
      network(flatten),
      "expected at least one layer with weights (dense, conv2d, groupNorm), got none",
    ],
    [
      "a kernel of 16 pixels",
      network(conv(1, 16)),
      "network.layers.0.kernel: expected a number of at most 15, got 16.",
    ],
    [
      "half a stride",
      network(conv(1, 2, { stride: 0.5 })),
      "network.layers.0.stride: expected a whole number, got 0.5.",
    ],
    [
      "a stride of 0",
      network({ type: "maxPool2d", size: 2, stride: 0 }),
      "network.layers.0.stride: expected",
    ],
    [
      "an unknown field of a pool",
      network({ type: "avgPool2d", size: 2, padding: 1 }),
      "network.layers.0.padding",
    ],
    ["a pool without a size", network({ type: "avgPool2d" }), "network.layers.0.size: expected"],
    ["a rate of 1", network({ type: "dropout", rate: 1 }), "network.layers.0.rate: expected"],
    [
      "as much padding as kernel",
      network(conv(1, 2, { padding: 2 })),
      "network layer 0 (conv2d): expected a padding below the kernel's 2, got 2.",
    ],
    [
      "a kernel that does not fit",
      network(conv(1, 5, { padding: 1 })),
      "network layer 0 (conv2d): expected an image of at least 5×5, got shape 2×3×1, padded by 1.",
    ],
    [
      "a pool that does not fit",
      network({ type: "maxPool2d", size: 3 }),
      "network layer 0 (maxPool2d): expected an image of at least 3×3, got shape 2×3×1.",
    ],
    [
      "a convolution of what is flat",
      network(flatten, conv(1, 1)),
      "network layer 1 (conv2d): expected an image (put it before the flatten layer), got shape 6.",
    ],
    [
      "a name twice, once a convolution's",
      network(conv(1, 1), flatten, dense("c", 2)),
      'expected a name of its own, got "c" a second time',
    ],
  ];
  test.each(cases)("%s", async (_, value, message) => {
    await expectNescioError(() => parseNetwork(value), "invalid-network", message);
  });
});
