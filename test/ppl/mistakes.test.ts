import { describe, expect, test } from "vitest";
import { NescioError } from "../../packages/core/src/errors.js";
import { expand } from "../../packages/ppl/src/distributions/expand.js";
import { normal } from "../../packages/ppl/src/distributions/normal.js";
import { mask } from "../../packages/ppl/src/handlers/mask.js";
import { scale } from "../../packages/ppl/src/handlers/scale.js";
import { seed } from "../../packages/ppl/src/handlers/seed.js";
import { trace } from "../../packages/ppl/src/handlers/trace.js";
import { autoNormal } from "../../packages/ppl/src/guides/index.js";
import { nn, np, type JaxArray } from "../../packages/ppl/src/jax.js";
import { mcmc } from "../../packages/ppl/src/mcmc/mcmc.js";
import { adam } from "../../packages/ppl/src/optimizers/index.js";
import { predictive } from "../../packages/ppl/src/predictive.js";
import { factor } from "../../packages/ppl/src/primitives/factor.js";
import { plate } from "../../packages/ppl/src/primitives/plate.js";
import { param } from "../../packages/ppl/src/primitives/param.js";
import { sample } from "../../packages/ppl/src/primitives/sample.js";
import { isJaxError } from "../../packages/ppl/src/runtime/jax-error.js";
import { svi } from "../../packages/ppl/src/svi/svi.js";
import { compile } from "../../packages/ppl/src/tape/compile.js";
import { grad, valueAndGrad, vmap } from "../../packages/ppl/src/transformations.js";
import { expectNescioError } from "../helpers/errors.js";

const vector = (): JaxArray => sample("v", normal([0, 0, 0], 1));

const ways: readonly [string, (program: () => void) => unknown][] = [
  ["a trace", (program) => trace(seed(program, 1))()],
  [
    "a step",
    (program) => {
      const inference = svi({ model: program, guide: autoNormal(program), optimizer: adam() });
      return inference.step(inference.init(0));
    },
  ],
  ["a chain", (program) => mcmc({ model: program, chains: 1, warmup: 1, samples: 1 })],
  ["a prediction", (program) => predictive({ model: program, samples: 1 })(1)],
];

type Mistake = [string, (v: JaxArray) => unknown, ...string[]];

// JavaScript lets all of this be written; TypeScript would not.
const asNumber = (value: unknown): number => value as number;
const entry = (v: JaxArray, i: number): JaxArray => (v as unknown as JaxArray[])[i];
const loose = (f: unknown): ((...args: unknown[]) => unknown) => f as never;

const mistakes: readonly Mistake[] = [
  ["an entry in brackets, as a parameter", (v) => normal(entry(v, 0), 1), 'Normal.loc (after site "v")', "x.slice(0)"],
  ["an entry in brackets, as an operand", (v) => v.add(entry(v, 0)), 'after site "v"', "x.slice(0)"],
  ["the same, of a computed array", (v) => v.mul(2).add(entry(v, 0)), 'after site "v"', "x.slice(0)"],
  ["a parameter too few", (v) => loose(normal)(v), 'Normal.scale (after site "v")', "got undefined"],
  ["a minus sign", (v) => normal(-asNumber(v), 1), 'site "v"', "x.mul(-1)"],
  ["a plus sign", (v) => normal(asNumber(v) + 1, 1), 'site "v"', "x.add(1)"],
  ["a comparison", (v) => (asNumber(v) > 0 ? 1 : 2), 'site "v"', "np.greater(x, 0)", "np.where"],
  ["a test for equality", (v) => asNumber(v) == 0, 'site "v"', "np.where"],
  ["shapes that do not broadcast", (v) => v.add(np.ones([2])), 'after site "v"', "3 vs 2", "aligned from the right"],
  ["a product of shapes that do not fit", (v) => np.matmul(np.ones([2, 2]), v), 'after site "v"', "2,2 vs 3"],
  ["a shape of another size", (v) => v.reshape([2, 2]), 'after site "v"', "Invalid reshape"],
  ["an index out of bounds", (v) => v.slice(7), 'after site "v"', "Index 7 out of bounds"],
  ["floats as indices", (v) => np.take(v, np.array([0, 1])), 'indices (after site "v")', "astype(np.int32)"],
  ["a fraction as an index", (v) => np.take(v, 0.5), 'indices (after site "v")', "expected whole numbers"],
  ["an entry in brackets, as classes", (v) => nn.oneHot(entry(v, 0), 3), 'after site "v"', "x.slice(0)"],
  ["a number for a condition", (v) => np.where(v, 1, 0), 'after site "v"', "np.notEqual(x, 0)"],
]; // prettier-ignore

const withoutNumbers: readonly Mistake[] = [
  ["a value looked at", (v) => v.slice(0).item(), 'item() (after site "v")', "np.where"],
  ["values listed", (v) => v.js() as unknown, 'js() (after site "v")', "np.where"],
  ["a computed value, in a comparison", (v) => (asNumber(v.sum()) > 0 ? 1 : 2), 'an array (after site "v")', "np.where"],
  ["floats as indices, sliced", (v) => v.slice(np.array([0, 1])), 'after site "v"', "astype(np.int32)"],
]; // prettier-ignore

describe.each(ways)("told by %s, with the site and what to do", (_, run) => {
  test.each(mistakes)("%s", async (_, mistake, ...parts) => {
    await expectNescioError(() => run(() => void mistake(vector())), "invalid-program", ...parts);
  });
});

describe.each(ways.slice(1))("told by %s, which is recorded", (_, run) => {
  test.each(withoutNumbers)("%s", async (_, mistake, ...parts) => {
    await expectNescioError(() => run(() => void mistake(vector())), "invalid-program", ...parts);
  });
});

test("an array is still a text to who wants one", () => {
  const texts: string[] = [];
  const program = (): void => void texts.push(String(vector()));
  trace(seed(program, 0))().dispose();
  expect(texts[0]).toBe("Array:float32[3]");
});

describe("after a program, also one that throws, arrays are as jax-js made them", () => {
  const tracers = Object.getPrototypeOf(np.Array.prototype) as object;

  test.each<[string, () => void]>([
    ["a program", () => trace(seed(vector, 0))().dispose()],
    ["one within a program", () => trace(seed(() => trace(seed(vector, 0))().dispose(), 0))().dispose()],
    [
      "one that throws",
      () => expect(() => trace(seed(() => normal(-asNumber(vector()), 1), 0))()).toThrow(NescioError),
    ],
  ])("%s", (_, run) => {
    const before = Reflect.ownKeys(tracers);
    run();
    expect(Reflect.ownKeys(tracers)).toEqual(before);
    expect(before).not.toContain("item");
    const two = np.array(2);
    expect(Number(two.ref) + 1).toBe(3);
    two.dispose();
  });
});

describe("what a program of one's own throws goes through unchanged", () => {
  class Mine extends TypeError {}
  const broken = new Mine("undefined shape 3 vs 2");
  const fail = (): never => {
    throw broken;
  };
  const programs: readonly [string, () => unknown, unknown][] = [
    ["an error of a class of one's own", () => (vector(), fail()), broken],
    ["within a function that jax-js calls", () => loose(vmap(fail as never))(np.ones([2])), broken],
    ["within a derivative", () => loose(grad(fail))(vector().sum()), broken],
    ["a method that is not there", () => (vector().mul(2) as unknown as { foo: () => void }).foo(), expect.any(TypeError)],
  ]; // prettier-ignore

  describe.each(ways)("by %s", (_, run) => {
    test.each(programs)("%s", async (_, program, expected) => {
      let thrown: unknown;
      try {
        await run(program);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toEqual(expected);
      expect(thrown).not.toBeInstanceOf(NescioError);
    });
  });
});

describe("errors of jax-js", () => {
  const thrownBy = (f: () => unknown): unknown => {
    try {
      return f();
    } catch (error) {
      return error;
    }
  };

  test("are told from others by where they were made", () => {
    const own = thrownBy(() => np.broadcastShapes([2], [3]));
    expect(isJaxError(own)).toBe(true);
    expect(isJaxError(thrownBy(() => np.array([[1], [1, 2]])))).toBe(true);
    expect(isJaxError(thrownBy(() => loose(np.array)(undefined, null)))).toBe(true);
    expect(isJaxError(new Error("mine"))).toBe(false);
    // A message may be anything, even the stack of another error.
    expect(isJaxError(new Error((own as Error).stack))).toBe(false);
    expect(isJaxError(new NescioError({ code: "aborted", subject: "x", expected: "y", found: "z" }))).toBe(
      false,
    );
    expect(isJaxError("text")).toBe(false);
  });

  test("are told in the stacks of other engines, and files may have any name", () => {
    const place = /\(?(\S+):\d+:\d+\)?$/m.exec(
      (thrownBy(() => np.broadcastShapes([2], [3])) as Error).stack!,
    );
    const made = (stack: string): Error => Object.assign(new Error("m"), { stack });
    const jax = place![1];
    expect(isJaxError(made(`broadcastShapes@${jax}:1:2\nmodel@http://host/my model.js:3:4`))).toBe(true);
    expect(isJaxError(made(`model@http://host/my model.js:3:4\nadd@${jax}:1:2`))).toBe(false);
    expect(isJaxError(made(`Error: m\n    at Array.map (<anonymous>)\n    at add (${jax}:1:2)`))).toBe(true);
    expect(isJaxError(made(`Error: m\n    at f (/my (own) model.ts:1:2)\n    at add (${jax}:1:2)`))).toBe(
      false,
    );
    expect(isJaxError(made(`Error: m\n    at /my model.ts:1:2\n    at add (${jax}:1:2)`))).toBe(false);
  });

  test("are not guessed at where there is no stack", () => {
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    const error = thrownBy(() => np.broadcastShapes([2], [3]));
    Error.stackTraceLimit = before;
    expect(isJaxError(error)).toBe(false);
  });
});

describe("arrays that are given twice", () => {
  const model = (y: JaxArray): void => void sample("y", normal(sample("z", normal(0, 1)), 1), { obs: y });
  const takers: readonly [string, (y: JaxArray) => unknown][] = [
    ["mcmc", (y) => mcmc({ model, chains: 1, warmup: 1, samples: 1 }, y)],
    ["predictive", (y) => predictive({ model, samples: 1 })(1, y)],
    ["svi", (y) => svi({ model, guide: () => void sample("z", normal(param("m", 0), 1)), optimizer: adam() }).init(1, y)],
    ["the program", (y) => trace(seed(model, 1))(y).dispose()],
  ]; // prettier-ignore

  test.each(takers)("to %s, one after the other", async (name, take) => {
    const y = np.array([1, 2]);
    await take(y);
    await expectNescioError(
      () => take(y),
      "invalid-program",
      `${name}, argument 1: expected arrays of its own, got what has been consumed`,
      "x.ref for every use but the last",
    );
  });

  test("at once", async () => {
    const y = np.array([1, 2]);
    const two = (a: JaxArray, b: JaxArray): void => factor("f", a.mul(b));
    await expectNescioError(() => trace(two)(y, y), "invalid-program", "argument 1", "given twice");
    trace(two)(y.ref, y).dispose();
  });
});

describe("operators of JavaScript on arrays without numbers", () => {
  const choose = (x: JaxArray): JaxArray => (asNumber(x.ref) > 0 ? x.mul(2) : x.mul(3));
  const transformations: Record<string, (x: JaxArray) => unknown> = {
    jit: compile(choose),
    grad: grad(choose),
    valueAndGrad: valueAndGrad(choose),
    vmap: (x) => vmap(choose)(x.reshape([1])),
  };
  test.each(Object.entries(transformations))("are refused in %s, and not beyond", async (_, f) => {
    await expectNescioError(() => f(np.array(1)), "invalid-program", "an array", "np.greater(x, 0)");
    expect(choose(np.array(1)).js()).toBe(2);
  });
});

describe("things in the wrong place", () => {
  const once = (program: () => unknown) => () => trace(seed(program, 1))();
  const x = (): void => void sample("x", normal(0, 1));
  const cases: readonly [string, () => unknown, ...string[]][] = [
    ["a number for a distribution", once(() => loose(sample)("x", 5)), 'site "x"', "a distribution", "got 5"],
    ["no distribution", once(() => loose(sample)("x")), 'site "x"', "a distribution, got undefined"],
    ["an option of sample", once(() => loose(sample)("x", normal(0, 1), { observed: 3 })), "option observed", "obs"],
    ["options last in plate", once(() => loose(plate)("n", 3, () => 1, { dim: -2 })), 'plate "n"', "size, options, body"],
    ["no body in plate", once(() => loose(plate)("n", 3)), 'plate "n"', "a function as its last argument"],
    ["an option of plate", once(() => loose(plate)("n", 3, { axis: -2 }, x)), "option axis", "subsampleSize, dim"],
    ["no program", () => (loose(trace)(5) as () => unknown)(), "a program", "got 5"],
    ["no seed", () => loose(seed)(x), "seed(program, source)", "a number or a key, got undefined"],
    ["no mask", () => loose(mask)(x), "mask(program, which)", "got undefined"],
    ["a text for a scale", () => loose(scale)(x, "2"), "scale(program, factor)", 'the text "2"'],
    ["no shape in expand", () => loose(expand)(normal(0, 1)), "expand(Normal)", "a shape"],
    ["a number in expand", () => loose(expand)(normal(0, 1), 3), "expand(Normal)", "got 3"],
    ["no guide", () => loose(svi)({ model: x, optimizer: adam() }), "option guide", "autoNormal(model)"],
    ["no optimiser", () => loose(svi)({ model: x, guide: x }), "option optimizer", "adam()"],
    ["an option of svi", () => loose(svi)({ model: x, guide: x, optimizer: adam(), seed: 1 }), "option seed"],
    ["an option of adam", () => loose(adam)({ lr: 0.1 }), "adam, option lr", "learningRate"],
    ["a guide of nothing", () => loose(autoNormal)(5), "a guide's model", "got 5"],
    ["a prediction of nothing", () => loose(predictive)({}), "option model"],
    ["chains of nothing", () => loose(mcmc)(), "option model", "got undefined"],
    ["chains of a number", () => loose(mcmc)({ model: 5 }), "option model", "got 5"],
  ]; // prettier-ignore
  test.each(cases)("%s", async (_, mistake, ...parts) => {
    const error: unknown = await Promise.resolve()
      .then(mistake)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NescioError);
    for (const part of parts) expect((error as NescioError).message).toContain(part);
  });
});
