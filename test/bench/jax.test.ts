import { expect, test } from "vitest";
import { denseShapes, jax } from "../../packages/cli/src/bench/jax.js";

test("jax-js computes on its WebAssembly backend", () => {
  expect(jax.defaultDevice()).toBe("wasm");
  expect(jax.numpy.array([1, 2, 3]).sum().item()).toBe(6);
});

test("a layer's parameters are its weight, outputs first, and its bias", () => {
  expect(denseShapes([784, 32, 10])).toEqual([[32, 784], [32], [10, 32], [10]]);
});
