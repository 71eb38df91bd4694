import { describe, expect, test } from "vitest";
import { denseChain } from "../../src/engine/dense-chain.js";
import { denseNetwork, parseNetwork, type Network } from "../../src/network/network.js";

const flatten = { type: "flatten" };
const relu = { type: "relu" };
const dense = (name: string, outputs: number) => ({ type: "dense", name, outputs });
const network = (...layers: object[]): Network => parseNetwork({ input: [2, 3, 1], layers });

describe("denseChain", () => {
  test("is the tutorial's network as two products", () => {
    expect(denseChain(denseNetwork([28, 28, 1], [1024], 10))).toEqual([
      { name: "fc1", inputs: 784, outputs: 1024, relu: true },
      { name: "out", inputs: 1024, outputs: 10, relu: false },
    ]);
  });

  test("takes a single layer", () => {
    expect(denseChain(network(flatten, dense("a", 4)))).toEqual([
      { name: "a", inputs: 6, outputs: 4, relu: false },
    ]);
  });

  test("folds a relu into the layer before it, the last one's too", () => {
    const chain = denseChain(network(flatten, dense("a", 4), dense("b", 5), relu, dense("c", 3), relu));
    expect(chain.map(({ name, inputs, relu }) => [name, inputs, relu])).toEqual([
      ["a", 6, false],
      ["b", 4, true],
      ["c", 5, true],
    ]);
  });

  test("drops what changes nothing: a relu after a relu, on the pixels, a flatten of what is flat", () => {
    const plain = denseChain(network(flatten, dense("a", 4), relu, dense("b", 2)));
    expect(
      denseChain(
        network(relu, flatten, relu, dense("a", 4), relu, relu, flatten, relu, dense("b", 2), flatten),
      ),
    ).toEqual(plain);
    expect(denseChain(network(flatten, dense("a", 4), flatten, relu, dense("b", 2)))).toEqual(plain);
  });
});
