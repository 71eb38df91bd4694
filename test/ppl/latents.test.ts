import { describe, expect, test } from "vitest";
import {
  beta,
  exponential,
  halfNormal,
  logNormal,
  normal,
  uniform,
  type Distribution,
} from "../../packages/ppl/src/distributions/index.js";
import { substitute } from "../../packages/ppl/src/handlers/substitute.js";
import { np, type JaxArray } from "../../packages/ppl/src/jax.js";
import { disposeLatents, latentsOf, type LatentOptions } from "../../packages/ppl/src/latents.js";
import { plate } from "../../packages/ppl/src/primitives/plate.js";
import { sample } from "../../packages/ppl/src/primitives/sample.js";
import type { Program } from "../../packages/ppl/src/runtime/run.js";
import { expectNescioError } from "../helpers/errors.js";
import { liveSlots } from "../helpers/live-arrays.js";
import { numbers } from "./distributions/values.js";

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

/** Places to start at by site, and the type they have. */
function startsOf<A extends readonly unknown[]>(
  model: Program<A>,
  args: A,
  options: LatentOptions = {},
): Record<string, number[]> {
  const latents = latentsOf(model, args, options);
  const starts = Object.fromEntries(latents.map(({ name, start }) => [name, numbers(start.ref)]));
  disposeLatents(latents);
  return starts;
}

/** Serial numbers of tanks, of which there are b: b is at least the largest. */
function tanks(obs: JaxArray): void {
  const b = sample("b", exponential(0.01));
  plate("n", 3, () => sample("y", uniform(0, b), { obs }));
}

describe("data whose support depends on a random variable", () => {
  test("do not judge draws of the prior, where a start is given", () => {
    const [y, b] = [np.array([10, 40, 60]), np.array(100)];
    for (const seed of seeds) {
      expect(startsOf(tanks, [y], { start: { b }, seed }).b).toEqual([expect.closeTo(Math.log(100), 5)]);
    }
    for (const array of [y, b]) array.dispose();
  });

  test("choose among the points that are drawn", () => {
    // b starts between exp(−2) and exp(2): one point in ten is above 5.
    const y = np.array([1, 4, 5]);
    for (const seed of seeds) {
      const [b] = startsOf(tanks, [y], { seed }).b;
      expect(b).toBeGreaterThan(Math.log(5));
      expect(b).toBeLessThan(2);
    }
    y.dispose();
  });

  test("refuse them where none fits, and say what was tried", async () => {
    const y = np.array([10, 40, 60]);
    const attempt = (): unknown => startsOf(tanks, [y]);
    await expectNescioError(
      attempt,
      "invalid-program",
      'site "y": expected numbers from 0 to the upper bound, got 10, at the last of 100 starting points',
      "start: { NAME: np.array(…) }",
    );
    const live = liveSlots();
    expect(attempt).toThrow();
    expect(liveSlots()).toBe(live);
    const b = np.array(50);
    // Nothing was drawn: there is one starting point.
    expect(() => startsOf(tanks, [y], { start: { b } })).toThrow("upper bound, got 60.");
    for (const array of [y, b]) array.dispose();
  });

  test("are refused at once where no draw can help", () => {
    const nan = np.array([1, NaN]);
    const model = (obs: JaxArray): void => {
      const z = sample("z", normal(0, 1));
      sample("y", normal(z, 1), { obs });
    };
    expect(() => startsOf(model, [nan])).toThrow('site "y": expected finite numbers, got NaN.');
    const wrong = (): void => {
      const z = sample("z", normal(0, 1));
      sample("y", normal(z, -1), { obs: 0 });
    };
    expect(() => startsOf(wrong, [])).toThrow(
      'site "y": Normal.scale: expected finite numbers above 0, got -1.',
    );
    nan.dispose();
  });
});

describe("draws of a prior that overflow", () => {
  test("in a parameter of another site do not matter", () => {
    const model = (): void => {
      const z = plate("n", 50, () => sample("z", normal(0, 100)));
      plate("n again", 50, () => sample("x", normal(0, np.exp(z))));
    };
    for (const seed of seeds) expect(startsOf(model, [], { seed }).x.length).toBe(50);
  });

  test("in the site itself are kept inside its support", () => {
    const model = (): void => void plate("n", 50, () => sample("x", logNormal(0, 100)));
    const { x } = startsOf(model, [], { start: "prior" });
    expect(x.every(Number.isFinite)).toBe(true);
    expect(Math.max(...x)).toBeGreaterThan(80);
  });
});

describe("precision", () => {
  /** Beyond what float32 can hold. */
  const wide = (): void => {
    const z = sample("z", exponential(1));
    sample("x", normal(0, z.mul(1e25).mul(1e25)));
  };

  test("of float64 finds its start in float64", () => {
    const z = np.array(Float64Array.of(1 + 1e-12));
    const value = z.ref.reshape([]);
    const latents = latentsOf(wide, [], { start: { z: value }, dtype: "float64" });
    for (const { start } of latents) expect(start.dtype).toBe(np.float64);
    expect(numbers(latents[0].start.ref)[0]).toBeCloseTo(1e-12, 15);
    disposeLatents(latents);
    for (const array of [z, value]) array.dispose();
  });

  test("of float32 refuses what only float64 can hold", () => {
    expect(() => startsOf(wide, [])).toThrow(
      'site "x": Normal.scale: expected finite numbers above 0, got Infinity, at the last of 100',
    );
  });
});

describe("where random variables start", () => {
  const pair = (): void => {
    const b = sample("b", beta(2, 2));
    sample("u", uniform(0, b));
  };

  test("a bound is that of the starting point", () => {
    const [b, u] = [np.array(0.5), np.array(0.25)];
    const starts = startsOf(pair, [], { start: { b, u } });
    expect(starts.b[0]).toBeCloseTo(0, 6);
    expect(starts.u[0]).toBeCloseTo(0, 6);
    // Where only u is given, b is drawn above it.
    for (const seed of seeds) {
      const at = startsOf(pair, [], { start: { u }, seed });
      expect(1 / (1 + Math.exp(-at.b[0]))).toBeGreaterThan(0.25);
    }
    for (const array of [b, u]) array.dispose();
  });

  test("the origin, and draws of the prior", () => {
    expect(startsOf(pair, [], { start: "zero" })).toEqual({ b: [0], u: [0] });
    for (const seed of seeds) {
      const { b, u } = startsOf(pair, [], { start: "prior", seed });
      expect(Number.isFinite(b[0]) && Number.isFinite(u[0])).toBe(true);
    }
  });

  test("a start on the edge of a support has no place", async () => {
    const b = np.array(1);
    await expectNescioError(
      () => startsOf(pair, [], { start: { b } }),
      "invalid-program",
      'start of site "b", unconstrained: expected finite numbers, got Infinity',
    );
    b.dispose();
  });

  test("what the model has substituted is none of them", () => {
    const u = np.array(0.1);
    const b = np.array(0.6);
    expect(startsOf(substitute(pair, { u }), [], { start: { b } })).toEqual({
      b: [expect.closeTo(0.405, 2)],
    });
    for (const array of [u, b]) array.dispose();
  });
});

test("arguments stay the caller's, and what the model returns is freed", () => {
  const model = (x: JaxArray): [JaxArray, JaxArray, JaxArray] => {
    const scale = sample("scale", halfNormal(x));
    return [x, scale, scale.mul(2)];
  };
  const x = np.array([1, 2]);
  startsOf(model, [x]);
  const live = liveSlots();
  startsOf(model, [x]);
  expect(liveSlots()).toBe(live);
  expect(numbers(x)).toEqual([1, 2]);
});

test("a run that fails in the middle leaves nothing behind", () => {
  const sites = (d: Distribution): unknown => sample("z", d);
  const model = (): void => {
    const b = sample("b", halfNormal(1));
    sites(uniform(0, b));
    throw new RangeError("of the program's own");
  };
  const attempt = (): unknown => startsOf(model, []);
  expect(attempt).toThrow("of the program's own");
  const live = liveSlots();
  expect(attempt).toThrow("of the program's own");
  expect(liveSlots()).toBe(live);
});
