import { describe, expect, test } from "vitest";
import {
  categorical,
  expand,
  multivariateNormal,
  normal,
  toEvent,
} from "../../../packages/ppl/src/distributions/index.js";
import { condition } from "../../../packages/ppl/src/handlers/condition.js";
import { mask } from "../../../packages/ppl/src/handlers/mask.js";
import { scale } from "../../../packages/ppl/src/handlers/scale.js";
import { seed } from "../../../packages/ppl/src/handlers/seed.js";
import { trace } from "../../../packages/ppl/src/handlers/trace.js";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { factor } from "../../../packages/ppl/src/primitives/factor.js";
import { plate } from "../../../packages/ppl/src/primitives/plate.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";
import { liveSlots } from "../../helpers/live-arrays.js";

const gaussian = (x: number): number => -0.5 * x ** 2 - 0.5 * Math.log(2 * Math.PI);
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + gaussian(x), 0);
const zeros = (...shape: number[]): JaxArray => np.zeros(shape);
const flags = (...values: boolean[]): JaxArray => np.array(values);

function density(program: () => unknown): number {
  const run = trace(seed(program, 0))();
  const value = run.logDensity().item();
  run.dispose();
  return value;
}

/** N(0, 1), observed. */
const observe = (obs: JaxArray | number, loc: JaxArray | number = 0): JaxArray =>
  sample("y", normal(loc, 1), { obs });

describe("each observation counts once", () => {
  const row = [1, 2, 3, 4];
  test.each<[string, () => unknown, number]>([
    ["numbers for parameters, and no plate", () => observe(np.array(row)), sum(row)],
    ["an array of them", () => observe(np.array([row, row])), 2 * sum(row)],
    ["a parameter for each", () => observe(np.array(row), zeros(4)), sum(row)],
    ["a plate", () => plate("n", 4, () => observe(np.array(row))), sum(row)],
    [
      "a plate and a parameter for each",
      () => plate("n", 4, () => observe(np.array(row), zeros(4))),
      sum(row),
    ],
    ["one row for all of a plate", () => inPlates(() => observe(np.array([row]))), 3 * sum(row)],
    ["one without the plate's axis", () => inPlates(() => observe(np.array(row))), 3 * sum(row)],
    ["one for all", () => inPlates(() => observe(0.5)), 12 * gaussian(0.5)],
    [
      "an axis of its own beside a plate",
      () => rows(() => observe(np.array(row), zeros(3, 4))),
      3 * sum(row),
    ],
    [
      "vectors",
      () => plate("n", 2, () => sample("y", toEvent(normal(zeros(4), 1)), { obs: np.array([row, row]) })),
      2 * sum(row),
    ],
    [
      "a plate in which a mask and a scale stand",
      () =>
        plate(
          "n",
          4,
          scale(
            mask(() => observe(np.array(row)), flags(true, false, true, true)),
            2,
          ),
        ),
      2 * sum([1, 3, 4]),
    ],
    [
      "a subsampled plate",
      () => plate("n", 8, { subsampleSize: 4 }, () => observe(np.array(row))),
      2 * sum(row),
    ],
  ])("%s", (_, program, expected) => {
    expect(density(program)).toBeCloseTo(expected, 3);
  });
});

describe("a factor is a term of each member", () => {
  test.each<[string, () => void, number]>([
    ["outside plates once", () => factor("f", 0.5), 0.5],
    ["outside plates each entry", () => factor("f", np.array([0.5, 1])), 1.5],
    ["in a plate once for each", () => plate("n", 5, () => factor("f", 0.5)), 2.5],
    ["in two plates", () => inPlates(() => factor("f", 0.5)), 6],
    ["of the plate's shape", () => plate("n", 2, () => factor("f", np.array([0.5, 1]))), 1.5],
    ["of one plate of two", () => inPlates(() => factor("f", np.array([[1], [2], [3]]))), 24],
    ["of part of a plate", () => plate("n", 10, { subsampleSize: 4 }, () => factor("f", 0.5)), 5],
    [
      "masked",
      () =>
        plate(
          "n",
          2,
          mask(() => factor("f", np.array([NaN, 3])), flags(false, true)),
        ),
      3,
    ],
    ["masked and repeated", () => mask(() => plate("n", 2, () => factor("f", 3)), flags(false, true))(), 3],
  ])("%s", (_, program, expected) => {
    expect(density(program)).toBeCloseTo(expected, 5);
  });
});

/** A plate of 3 rows, and in it one of 4 columns. */
function inPlates<R>(body: () => R): R {
  return plate("rows", 3, { dim: -2 }, () => plate("columns", 4, body));
}

/** A plate of 3 rows; the columns are the site's own. */
function rows<R>(body: () => R): R {
  return plate("rows", 3, { dim: -2 }, body);
}

describe("what would make more of a site than it is, is refused", () => {
  test.each<[string, () => unknown, string]>([
    [
      "a column in a plate",
      () => plate("n", 4, () => observe(zeros(4, 1))),
      'site "y": expected a value whose shape broadcasts to [4], the site\'s shape in plate "n" of 4, got shape [4, 1].',
    ],
    [
      "a column for a batch",
      () => observe(zeros(4, 1), zeros(4)),
      'site "y": expected a value whose shape broadcasts to [4], the site\'s shape, got shape [4, 1].',
    ],
    ["a batch for a column", () => observe(zeros(4), zeros(4, 1)), "broadcasts to [4, 1], the site's shape"],
    ["more rows than there are parameters", () => observe(zeros(3, 4), zeros(4)), "got shape [3, 4]"],
    [
      "a column that a handler gives",
      () => {
        const y = zeros(4, 1);
        try {
          return condition(() => plate("n", 4, () => sample("y", normal(0, 1))), { y })();
        } finally {
          y.dispose();
        }
      },
      'site "y": expected a value whose shape broadcasts to [4]',
    ],
    [
      "a column of parameters in a plate",
      () => plate("n", 4, () => observe(zeros(4), zeros(4, 1))),
      'site "y": expected a batch shape that broadcasts to [4] in plate "n" of 4, got batch shape [4, 1]. An axis',
    ],
    [
      "a row in two plates, of another length",
      () => inPlates(() => observe(zeros(3))),
      'broadcasts to [3, 4], the site\'s shape in plates "rows" of 3, "columns" of 4, got shape [3]',
    ],
    [
      "another event shape",
      () => sample("y", multivariateNormal(zeros(2), np.eye(2)), { obs: zeros(3) }),
      "broadcasts to [2], the site's shape, got shape [3]",
    ],
    [
      "labels by rows of logits",
      () => sample("y", categorical({ logits: zeros(4, 3) }), { obs: np.zeros([4, 1], { dtype: np.int32 }) }),
      "broadcasts to [4], the site's shape, got shape [4, 1]",
    ],
    [
      "a factor of another size than its plate",
      () => plate("n", 5, () => factor("f", zeros(2))),
      'factor "f": expected batch axis -1 to have 1 or 5 entries, as plate "n" has, got batch shape [2]',
    ],
    [
      "a column of factors in a plate",
      () => plate("n", 5, () => factor("f", zeros(5, 1))),
      'factor "f": expected a batch shape that broadcasts to [5] in plate "n" of 5, got batch shape [5, 1]',
    ],
    [
      "a mask of another size",
      () =>
        plate(
          "n",
          4,
          mask(() => observe(zeros(4)), flags(true, false)),
        ),
      'site "y": expected a mask whose shape broadcasts to [4], the site\'s batch shape in plate "n" of 4, got shape [2]',
    ],
    [
      "a mask that repeats its site",
      () => mask(() => sample("z", normal(0, 1)), flags(true, true))(),
      'site "z": expected a mask whose shape broadcasts to [], the site\'s batch shape, got shape [2]. Put',
    ],
    [
      "a mask that repeats its factor",
      () => mask(() => factor("f", 1), flags(true, true))(),
      'factor "f": expected a mask whose shape broadcasts to [], the factor\'s shape, got shape [2]. Put',
    ],
    [
      "masks that do not fit each other",
      () =>
        mask(
          mask(() => observe(zeros(3)), flags(true, true, false)),
          flags(true, false),
        )(),
      'site "y": expected masks whose shapes broadcast, got [3] and [2]',
    ],
  ])("%s", (_, program, message) => {
    expect(() => density(program)).toThrow(message);
    const live = liveSlots();
    expect(() => density(program)).toThrow(message);
    // The masks are the test's.
    expect(liveSlots() - live).toBeLessThanOrEqual(2);
  });

  test("expanded by hand, axes beside a plate are the site's own", () => {
    expect(
      density(() => rows(() => sample("y", expand(normal(0, 1), [3, 4]), { obs: zeros(3, 4) }))),
    ).toBeCloseTo(12 * gaussian(0), 3);
  });
});
