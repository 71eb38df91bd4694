import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { arrayLike, arrayOf, type ArrayInput } from "../../packages/ppl/src/array-input.js";
import { bernoulli } from "../../packages/ppl/src/distributions/bernoulli.js";
import { categorical } from "../../packages/ppl/src/distributions/categorical.js";
import { multivariateNormal } from "../../packages/ppl/src/distributions/multivariate-normal.js";
import { normal } from "../../packages/ppl/src/distributions/normal.js";
import { poisson } from "../../packages/ppl/src/distributions/poisson.js";
import { condition } from "../../packages/ppl/src/handlers/condition.js";
import { substitute } from "../../packages/ppl/src/handlers/substitute.js";
import { trace } from "../../packages/ppl/src/handlers/trace.js";
import { np } from "../../packages/ppl/src/jax.js";
import { deterministic } from "../../packages/ppl/src/primitives/deterministic.js";
import { factor } from "../../packages/ppl/src/primitives/factor.js";
import { param } from "../../packages/ppl/src/primitives/param.js";
import { sample } from "../../packages/ppl/src/primitives/sample.js";
import { expectNescioError } from "../helpers/errors.js";
import { liveSlots } from "../helpers/live-arrays.js";

let live = 0;
beforeEach(() => (live = liveSlots()));
afterEach(() => expect(liveSlots()).toBe(live));

describe("numbers of JavaScript as arrays", () => {
  test.each<[string, ArrayInput, string, unknown]>([
    ["a number", 2, "float32", 2],
    ["a list", [1, 2.5], "float32", [1, 2.5]],
    ["an empty list", [], "float32", []],
    [
      "lists in a list",
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      "float32",
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ["a Float32Array", Float32Array.of(1.5, 2), "float32", [1.5, 2]],
    ["a Float64Array", Float64Array.of(0.1, 2), "float64", [0.1, 2]],
    ["an Int32Array", Int32Array.of(-1, 2), "int32", [-1, 2]],
    ["a Uint32Array", Uint32Array.of(1, 4e9), "uint32", [1, 4e9]],
    ["a Uint8Array", Uint8Array.of(1, 255), "int32", [1, 255]],
    ["an Int16Array", Int16Array.of(-300, 2), "int32", [-300, 2]],
  ])("%s", (_, value, dtype, expected) => {
    const array = arrayOf(value, "x");
    expect([array.dtype, array.js()]).toEqual([dtype, expected]);
  });

  test("arrays and single numbers stay what they are", () => {
    const array = np.array([1, 2]);
    expect(arrayLike(array, "x") === array).toBe(true);
    expect(arrayLike(3, "x")).toBe(3);
    array.dispose();
  });

  test.each<[string, unknown, string[]]>([
    ["undefined", undefined, ["got undefined", "x.slice(0)"]],
    ["null", null, ["got null"]],
    ["a text", "1", ['got the text "1"']],
    ["a function", () => 1, ["got a function"]],
    ["an object", { a: 1 }, ["got a value of type Object"]],
    ["big integers", BigInt64Array.of(1n), ["got a value of type BigInt64Array"]],
    ["lists of different lengths", [[1, 2], [3]], ["got a list of lists of different lengths"]],
    ["numbers next to lists", [1, [2]], ["got a list of lists of different lengths"]],
    ["a hole in a list", [1, undefined], ["got a list with undefined in it", "x.slice(0)"]],
  ])("refused: %s", async (_, value, parts) => {
    const refused = (): unknown => arrayOf(value as ArrayInput, 'site "x"');
    await expectNescioError(refused, "invalid-program", 'site "x": expected', ...parts);
  });

  test("refused: arrays in a list", async () => {
    const array = np.array([1, 2]);
    const refused = (): unknown => arrayOf([array] as never, 'site "x"');
    await expectNescioError(refused, "invalid-program", "a list with an array in it", "np.stack");
    array.dispose();
  });
});

describe("stand for arrays", () => {
  test("as parameters, observations, factors, values and starts", () => {
    const program = (): void => {
      sample("x", normal([0, 1], Float32Array.of(1, 2)), { obs: [1, 3] });
      sample("count", poisson([1, 2]), { obs: Uint8Array.of(0, 2) });
      sample("which", categorical([0.25, 0.75]), { obs: 1 });
      sample("either", bernoulli({ logits: [0, 0] }), { obs: [0, 1] });
      sample("vector", multivariateNormal([0, 0], [[1, 0], [0, 1]]), { obs: [0, 0] }); // prettier-ignore
      factor("factor", [0.5, 0.25]);
      deterministic("values", [1, 2]);
      param("start", [3, 4]);
      param("made", () => [5, 6]);
    };
    // What is compiled once, for these types, keeps its constants.
    const first = trace(program)();
    first.logDensity().dispose();
    first.dispose();
    live = liveSlots();
    const run = trace(program)();
    const gaussian = (z: number, scale: number): number =>
      -0.5 * z ** 2 - Math.log(scale) - 0.5 * Math.log(2 * Math.PI);
    const expected =
      gaussian(1, 1) + gaussian(1, 2) + // x
      -1 + (2 * Math.log(2) - 2 - Math.LN2) + // counts
      Math.log(0.75) + 2 * Math.log(0.5) + 2 * gaussian(0, 1) + 0.75; // prettier-ignore
    expect(run.logDensity().item()).toBeCloseTo(expected, 4);
    expect(run.params().map(({ value }) => value.ref.js() as unknown)).toEqual([
      [3, 4],
      [5, 6],
    ]);
    run.dispose();
  });

  test("as values that handlers give", () => {
    const program = (): void => {
      sample("x", normal([0, 0], 1));
      sample("y", normal([0, 0], 1));
      param("w", [0, 0]);
    };
    const run = trace(condition(substitute(program, { x: [1, 2], w: 7 }), { y: Float32Array.of(3, 4) }))();
    expect([...run.sites.values()].map(({ value }) => value.ref.js() as unknown)).toEqual([
      [1, 2],
      [3, 4],
      7,
    ]);
    run.dispose();
  });

  test("where a density is asked for", () => {
    const d = normal([0, 1], 1);
    expect(d.logProb([0, 1]).js()).toEqual([expect.closeTo(-0.919, 3), expect.closeTo(-0.919, 3)]);
    d.dispose();
  });

  test("a distribution that is refused frees what was made for it", async () => {
    await expectNescioError(() => normal([0, 1, 2], [1, 2]), "invalid-program", "loc [3], scale [2]");
  });
});
