import { describe, expect, test } from "vitest";
import { stepChain } from "../../packages/core/src/layers/chain.js";
import {
  convNetwork,
  denseNetwork,
  parseNetwork,
  type Network,
} from "../../packages/core/src/layers/network.js";

const flatten = { type: "flatten" };
const relu = { type: "relu" };
const dense = (name: string, outputs: number) => ({ type: "dense", name, outputs });
const conv = (name: string, padding = 0) => ({ type: "conv2d", name, outputs: 3, kernel: 2, padding });
const maxPool = { type: "maxPool2d", size: 2, stride: 1 };
const avgPool = { type: "avgPool2d", size: 2, stride: 1 };
const dropout = { type: "dropout", rate: 0.5 };
const network = (...layers: object[]): Network => parseNetwork({ input: [4, 3, 1], layers });
const kinds = (...layers: object[]): string[] =>
  stepChain(network(...layers)).steps.map(({ kind, relu }) => (relu ? `${kind} relu` : kind));

describe("stepChain", () => {
  test("is the tutorial's network as two products", () => {
    const hidden = { height: 1, width: 1, channels: 1024 };
    expect(stepChain(denseNetwork([28, 28, 1], [1024], 10))).toEqual({
      input: { height: 28, width: 28, channels: 1 },
      rows: false,
      border: 0,
      scaling: [{ factor: 1 / 255, addend: 0 }],
      steps: [
        {
          ...{ kind: "dense", name: "fc1", inputs: 784, outputs: 1024, relu: true, border: 0 },
          ...{ source: { height: 1, width: 1, channels: 784 }, target: hidden },
        },
        {
          ...{ kind: "dense", name: "out", inputs: 1024, outputs: 10, relu: false, border: 0 },
          ...{ source: hidden, target: { height: 1, width: 1, channels: 10 } },
        },
      ],
    });
  });

  test("knows each step's volumes, and the border that the next one wants", () => {
    const options = { channels: [16, 32], kernel: 5, padding: 2, hidden: [128], dropout: 0.25 };
    const { border, steps } = stepChain(convNetwork([28, 28, 1], options, 10));
    expect(border).toBe(2);
    expect(
      steps.map(({ kind, target: { height, width, channels }, relu, border }) => [
        ...[kind, height, width, channels],
        ...[relu, border],
      ]),
    ).toEqual([
      ["conv2d", 28, 28, 16, true, 0],
      ["maxPool2d", 14, 14, 16, false, 2],
      ["conv2d", 14, 14, 32, true, 0],
      ["maxPool2d", 7, 7, 32, false, 0],
      ["dropout", 1, 1, 1568, false, 0],
      ["dense", 1, 1, 128, true, 0],
      ["dropout", 1, 1, 128, false, 0],
      ["dense", 1, 1, 10, false, 0],
    ]);
    expect(steps[2]).toMatchObject({ inputs: 400, outputs: 32, kernel: 5, stride: 1, padding: 2 });
    expect(steps[5]).toMatchObject({ inputs: 1568, source: { height: 1, width: 1, channels: 1568 } });
  });

  test("folds a relu into the step before it, the last one's too", () => {
    expect(kinds(flatten, dense("a", 4), dense("b", 5), relu, dense("c", 3), relu)).toEqual([
      "dense",
      "dense relu",
      "dense relu",
    ]);
    expect(kinds(conv("a"), relu, avgPool, relu, flatten)).toEqual(["conv2d relu", "avgPool2d relu"]);
  });

  test("moves a relu before pooling by the largest and dropout, which keep the order of values", () => {
    expect(kinds(conv("a"), maxPool, dropout, relu, flatten)).toEqual([
      "conv2d relu",
      "maxPool2d",
      "dropout",
    ]);
    expect(kinds(dropout, maxPool, relu, conv("a"), flatten)).toEqual(["dropout", "maxPool2d", "conv2d"]);
  });

  test("drops what changes nothing: a relu after a relu, on the pixels, a flatten of what is flat", () => {
    const plain = stepChain(network(flatten, dense("a", 4), relu, dense("b", 2)));
    expect(
      stepChain(
        network(relu, flatten, relu, dense("a", 4), relu, relu, flatten, relu, dense("b", 2), flatten),
      ),
    ).toEqual(plain);
    expect(stepChain(network(flatten, dense("a", 4), flatten, relu, dense("b", 2)))).toEqual(plain);
  });
});
