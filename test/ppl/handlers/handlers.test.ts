import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { normal } from "../../../packages/ppl/src/distributions/normal.js";
import { block } from "../../../packages/ppl/src/handlers/block.js";
import { condition } from "../../../packages/ppl/src/handlers/condition.js";
import { mask } from "../../../packages/ppl/src/handlers/mask.js";
import { replay } from "../../../packages/ppl/src/handlers/replay.js";
import { scale } from "../../../packages/ppl/src/handlers/scale.js";
import { seed } from "../../../packages/ppl/src/handlers/seed.js";
import { substitute } from "../../../packages/ppl/src/handlers/substitute.js";
import { trace } from "../../../packages/ppl/src/handlers/trace.js";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { deterministic } from "../../../packages/ppl/src/primitives/deterministic.js";
import { factor } from "../../../packages/ppl/src/primitives/factor.js";
import { param } from "../../../packages/ppl/src/primitives/param.js";
import { plate } from "../../../packages/ppl/src/primitives/plate.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import type { Trace } from "../../../packages/ppl/src/trace.js";
import { liveSlots } from "../../helpers/live-arrays.js";

let live = 0;
beforeAll(() => {
  // Generators are compiled for every shape once, and keep their constants.
  for (const shape of [[], [2]]) normal(0, 1).sample(key(0), shape).dispose();
});
beforeEach(() => (live = liveSlots()));
afterEach(() => expect(liveSlots()).toBe(live));

const gaussian = (x: number, mean = 0, sd = 1): number =>
  -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd) - 0.5 * Math.log(2 * Math.PI);

/** What jax-js keeps for itself of a first time. */
function warmUp(run: () => void): number {
  const before = liveSlots();
  run();
  return liveSlots() - before;
}

/** Frees a trace and what its program returned. */
function free(run: Trace<JaxArray>): void {
  run.result.dispose();
  run.dispose();
}

/** z ~ N(0, 1), y ~ N(z, 1) observed. */
function model(y: JaxArray): JaxArray {
  const z = sample("z", normal(0, 1));
  sample("y", normal(z, 1), { obs: y });
  return z.mul(2).add(z);
}

describe("trace", () => {
  test("records sites in order, with values, distributions and the result", () => {
    const run = trace(seed(model, 1))(np.array(0.5));
    expect([...run.sites.keys()]).toEqual(["z", "y"]);
    const z = run.sites.get("z")!.value.ref.item();
    expect(run.result.item()).toBeCloseTo(3 * z, 5);
    expect(run.latents().map(({ name }) => name)).toEqual(["z"]);
    expect(run.observed().map(({ name }) => name)).toEqual(["y"]);
    expect(run.logDensity().item()).toBeCloseTo(gaussian(z) + gaussian(0.5, z), 5);
    run.dispose();
  });

  test("refuses two sites of one name, and frees what it had", () => {
    const twice = (): void => {
      sample("a", normal(0, 1));
      sample("a", normal(0, 1));
    };
    expect(() => trace(seed(twice, 0))()).toThrow('site "a": expected a name of its own');
  });

  test("a returned site's value outlives the run", () => {
    const run = trace(seed(() => sample("z", normal(np.array([1, 2]), 1)), 0))();
    run.dispose();
    expect((run.result.js() as number[]).length).toBe(2);
  });
});

describe("seed", () => {
  test("same seed, same draws; other names and seeds, other draws", () => {
    const two = (): JaxArray => sample("a", normal(0, 1)).sub(sample("b", normal(0, 1)));
    const values = [0, 0, 1].map((s) => seed(two, s)().item());
    expect(values[0]).toBe(values[1]);
    expect(values[0]).not.toBe(values[2]);
    expect(values[0]).not.toBe(0);
  });

  test("a draw depends on its name, not on the sites before", () => {
    const short = (): JaxArray => sample("b", normal(0, 1));
    const long = (): JaxArray => {
      sample("a", normal(0, 1));
      return sample("b", normal(0, 1));
    };
    expect(seed(short, 5)().item()).toBe(seed(long, 5)().item());
  });

  test("without one the site is named", () => {
    expect(() => trace(model)(np.array(1))).toThrow('site "z": expected a source of randomness');
  });
});

describe("substitute, condition and replay", () => {
  test("substitute gives values and leaves sites unobserved", () => {
    const values = { z: np.array(3) };
    const run = trace(substitute(model, values))(np.array(0));
    expect(run.sites.get("z")).toMatchObject({ observed: false });
    expect(run.logDensity().item()).toBeCloseTo(gaussian(3) + gaussian(0, 3), 5);
    free(run);
    expect(values.z.item()).toBe(3);
  });

  test("substitute gives parameters their values, and a start that is not needed is freed", () => {
    const values = { w: np.array(7) };
    const program = (): JaxArray => param("w", np.array([1, 2, 3]).sum()).add(0);
    expect(substitute(program, values)().item()).toBe(7);
    values.w.dispose();
  });

  test("condition observes, and checks the support", () => {
    const values = { z: np.array(2) };
    const run = trace(condition(model, values))(np.array(0));
    expect(run.observed().map(({ name }) => name)).toEqual(["z", "y"]);
    free(run);
    values.z.dispose();
    const nan = { z: np.array(NaN) };
    expect(() => trace(condition(model, nan))(np.array(0))).toThrow('site "z": expected');
    nan.z.dispose();
  });

  test("replay draws again what another run drew, and says where from", () => {
    const guide = (): void => void sample("z", normal(10, 0.1));
    const past = trace(seed(guide, 3))();
    const run = trace(replay(model, past))(np.array(0));
    expect(run.sites.get("z")!.value.ref.item()).toBe(past.sites.get("z")!.value.ref.item());
    past.dispose();
    free(run);
  });
});

describe("block", () => {
  const program = (): void => {
    sample("a", normal(0, 1));
    sample("b", normal(0, 1));
  };
  const names = (options: Parameters<typeof block>[1]): string[] => {
    const run = trace(block(seed(program, 0), options))();
    const found = [...run.sites.keys()];
    run.dispose();
    return found;
  };

  test("hides all, some, or all but some", () => {
    expect(names({})).toEqual([]);
    expect(names({ hide: ["a"] })).toEqual(["b"]);
    expect(names({ expose: ["a"] })).toEqual(["a"]);
    expect(names({ hide: (site) => site.name === "b" })).toEqual(["a"]);
  });
});

describe("scale and mask", () => {
  const density = (program: () => unknown): number => {
    const run = trace(program)();
    const value = run.logDensity().item();
    run.dispose();
    return value;
  };
  const observed = (): void => {
    sample("y", normal(np.array([0, 0]), 1), { obs: np.array([1, 2]) });
    factor("f", np.array([0.5, 0.25]));
  };
  const y = [gaussian(1), gaussian(2)];

  test("scale multiplies sites and factors, and nests", () => {
    expect(density(scale(observed, 3))).toBeCloseTo(3 * (y[0] + y[1] + 0.75), 4);
    expect(density(scale(scale(observed, 3), 0.5))).toBeCloseTo(1.5 * (y[0] + y[1] + 0.75), 4);
    const weight = np.array(2);
    expect(density(scale(scale(observed, weight), 0.5))).toBeCloseTo(y[0] + y[1] + 0.75, 4);
    weight.dispose();
    expect(() => scale(observed, 0)).toThrow("expected a finite number above 0, got 0");
    const weights = np.array([1, 2]);
    expect(() => scale(observed, weights)).toThrow("expected a number or a scalar array, got shape [2]");
    weights.dispose();
  });

  test("mask leaves entries out, and nests", () => {
    const which = np.array([true, false]);
    expect(density(mask(observed, which))).toBeCloseTo(y[0] + 0.5, 5);
    expect(density(mask(mask(observed, which), true))).toBeCloseTo(y[0] + 0.5, 5);
    expect(density(mask(observed, false))).toBe(0);
    which.dispose();
  });
});

describe("plate", () => {
  test("expands distributions along axes of their own, and scales subsamples", () => {
    const program = (): JaxArray =>
      plate("outer", 3, () =>
        plate("inner", 10, { subsampleSize: 4 }, (indices) => {
          sample("x", normal(0, 1));
          return indices;
        }),
      );
    live += warmUp(() => free(trace(seed(program, 2))()));
    const run = trace(seed(program, 2))();
    const site = run.latents()[0];
    expect(site.distribution.batchShape).toEqual([4, 3]);
    expect(site.value.shape).toEqual([4, 3]);
    expect(site.scale).toBe(2.5);
    expect(site.plates.map(({ name, dim }) => [name, dim])).toEqual([
      ["inner", -2],
      ["outer", -1],
    ]);
    const indices = run.result.js() as number[];
    expect(new Set(indices).size).toBe(4);
    expect(indices.every((i) => i >= 0 && i < 10)).toBe(true);
    const values = Array.from(site.value.ref.dataSync() as Float32Array);
    const sum = values.reduce((total, value) => total + gaussian(value), 0);
    expect(run.logDensity().item()).toBeCloseTo(2.5 * sum, 3);
    run.dispose();
  });

  test.each([
    ["a size of none", () => plate("p", 0, () => 0), 'plate "p": expected a whole number of members'],
    ["too large a subsample", () => plate("p", 3, { subsampleSize: 4 }, () => 0), "from 1 to 3, got 4"],
    ["an axis from the left", () => plate("p", 3, { dim: 0 }, () => 0), "a dim of −1 or less, got 0"],
    [
      "an axis that is taken",
      () => plate("p", 3, () => plate("q", 3, { dim: -1 }, () => 0)),
      'plate "q": expected a dim of its own, got -1, which plate "p" has',
    ],
    [
      "a site of another extent",
      () => plate("p", 3, () => sample("x", normal(np.zeros([2]), 1))),
      'site "x": expected batch axis -1 to have 1 or 3 entries, as plate "p" has, got batch shape [2]',
    ],
  ] satisfies [string, () => unknown, string][])("refuses %s", (_, program: () => unknown, message) => {
    expect(() => trace(seed(program, 0))()).toThrow(message);
  });
});

describe("what a program is lent", () => {
  test("site values, parameters and arguments may be used often, seldom or never, with or without .ref", () => {
    const program = (x: JaxArray, _unused: JaxArray): JaxArray => {
      const z = sample("z", normal(0, 1));
      const w = param("w", 2);
      sample("never", normal(0, 1));
      return z.ref.mul(z).add(z.ref).mul(x).add(x).mul(w).add(w);
    };
    const run = trace(seed(program, 0))(np.array(3), np.array([1, 2]));
    const z = run.sites.get("z")!.value.ref.item();
    expect(run.result.item()).toBeCloseTo(((z * z + z) * 3 + 3) * 2 + 2, 4);
    run.dispose();
  });

  test("an argument may come twice, and a value may be returned, recorded and observed", () => {
    const x = np.array(2);
    const program = (a: JaxArray, b: JaxArray): JaxArray[] => {
      const sum = deterministic("sum", a.add(b));
      sample("y", normal(sum, 1), { obs: a });
      return [a, sum, sum];
    };
    const run = trace(program)(x.ref, x);
    expect(run.result.map((array) => array.item())).toEqual([2, 4, 4]);
    run.dispose();
  });

  test("a value that was carried out of the run is told by its name", () => {
    let carried: JaxArray | undefined;
    const program = (): void => {
      carried = sample("w", normal(0, 1));
    };
    const run = trace(seed(program, 0))();
    expect(() => carried!.add(1)).toThrow('site "w": expected its value to be used only while');
    run.dispose();
  });

  test("another array used once too often is told by the site before", () => {
    const program = (): void => {
      sample("w", normal(0, 1));
      const h = np.array([1, 2]);
      sample("y", normal(h, 1), { obs: h.mul(2) });
      sample("z", normal(h, 1));
    };
    expect(() => trace(seed(program, 0))()).toThrow(/after site "w".*expected one use of an array.*\.ref/s);
  });
});

describe("one array for two owners", () => {
  const told =
    /^site "z": expected one use of an array.* got a parameter that is used elsewhere too\..*\.ref/;

  test("in two sites is told by the second", () => {
    const program = (): void => {
      const h = np.exp(sample("w", normal(0, 1)));
      sample("y", normal(h, 1));
      sample("z", normal(h, 1));
    };
    expect(() => trace(seed(program, 0))()).toThrow(told);
    expect(() => seed(program, 0)()).toThrow(told);
  });

  test("in one site is told too; with a reference for each it is right", () => {
    const wrong = (): void => {
      const h = np.array([0.5, 2]);
      sample("z", normal(h, h));
    };
    const right = (): void => {
      const h = np.array([0.5, 2]);
      sample("z", normal(h.ref, h));
    };
    expect(() => trace(seed(wrong, 0))()).toThrow(told);
    trace(seed(right, 0))().dispose();
  });

  test("a trace within a program may be freed there", () => {
    const inner = (): void => {
      sample("w", normal(np.array([1, 2]), 1));
    };
    const program = (): void => {
      const run = trace(inner)();
      const w = run.sites.get("w")!.value.ref;
      run.dispose();
      sample("z", normal(w, 1));
    };
    trace(seed(program, 0))().dispose();
  });

  test("an array that became a site's value is not the program's any more", () => {
    const program = (): void => {
      const h = np.exp(sample("w", normal(np.zeros([2]), 1)));
      deterministic("h", h);
      sample("z", normal(h, 1));
    };
    expect(() => trace(seed(program, 0))()).toThrow(told);
  });
});

describe("the stack", () => {
  test("an async program is refused, and leaves nothing behind", async () => {
    const program = async (): Promise<void> => {
      sample("a", normal(0, 1));
      await Promise.resolve();
    };
    expect(() => trace(seed(program, 0))()).toThrow('(after site "a"): expected a synchronous function');
    await Promise.resolve();
    expect(() => sample("b", normal(0, 1))).toThrow(
      'site "b": expected sample() to be called while a program runs',
    );
  });

  test("a program that throws takes its handlers with it", () => {
    const broken = (): void => {
      sample("a", normal(0, 1));
      throw new Error("mine");
    };
    expect(() => trace(seed(broken, 0))()).toThrow("mine");
    expect(() => trace(model)(np.array(1))).toThrow("a source of randomness");
  });
});

describe("bad input names its site", () => {
  test.each([
    [
      "a parameter outside its constraint",
      () => sample("w", normal(0, -1)),
      /site "w": Normal\.scale.*got -1/,
    ],
    ["an observed NaN", () => sample("w", normal(0, 1), { obs: NaN }), /site "w": expected .*got NaN/],
    [
      "a value that does not broadcast",
      () => sample("w", normal(np.zeros([3]), 1), { obs: np.array([1, 2]) }),
      /site "w": expected a value whose shape broadcasts to \[3\].*got shape \[2\]/,
    ],
    [
      "parameters that do not broadcast",
      () => sample("w", normal(np.zeros([3]), np.ones([2]))),
      /Normal \(before the program's first site\).*loc \[3\], scale \[2\]/,
    ],
    ["no name", () => sample("", normal(0, 1)), /sample\(name, …\).*expected a name/],
  ])("%s", (_, program, message) => {
    expect(() => trace(seed(program, 0))()).toThrow(message);
  });
});
