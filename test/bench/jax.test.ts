import { expect, test } from "vitest";
import { denseShapes, loadJax, type Jax } from "../../src/bench/jax.js";

const failing = (message: string, code: string) => (): Promise<Jax> =>
  Promise.reject(Object.assign(new Error(message), { code }));

test("jax-js that is not installed is no error", async () => {
  const load = failing(
    "Cannot find package '@jax-js/jax' imported from bench/jax.js",
    "ERR_MODULE_NOT_FOUND",
  );
  expect(await loadJax(load)).toBeUndefined();
});

test.each([
  ["a part of it that is missing", "Cannot find module 'jax/dist/backend.js'", "ERR_MODULE_NOT_FOUND"],
  ["anything else", "out of memory", "ERR_OUT_OF_MEMORY"],
])("%s is", async (_, message, code) => {
  await expect(loadJax(failing(message, code))).rejects.toThrow(message);
});

test("the installed one computes on its WebAssembly backend", async () => {
  const jax = (await loadJax())!;
  expect(jax.defaultDevice()).toBe("wasm");
  expect(jax.numpy.array([1, 2, 3]).sum().item()).toBe(6);
});

test("a layer's parameters are its weight, outputs first, and its bias", () => {
  expect(denseShapes([784, 32, 10])).toEqual([[32, 784], [32], [10, 32], [10]]);
});
