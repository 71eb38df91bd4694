import { describe, expect, it } from "vitest";
import {
  boolean,
  greaterThan,
  independent,
  integerInterval,
  interval,
  lessThan,
  logit,
  logits,
  lowerCholesky,
  nonNegative,
  nonNegativeInteger,
  positive,
  positiveVector,
  real,
  realVector,
  simplex,
  unitInterval,
  type Constraint,
} from "../../../packages/ppl/src/constraints/index.js";
import { np } from "../../../packages/ppl/src/jax.js";
import { liveSlots } from "../../helpers/live-arrays.js";
import { float32, float64, numbers, type Nested } from "../distributions/values.js";

interface Case {
  readonly constraint: Constraint;
  readonly inside: readonly Nested[];
  readonly outside: readonly Nested[];
  readonly words: string;
}

const cases: Record<string, Case> = {
  real: { constraint: real, inside: [-3, 0, 1e30], outside: [Infinity, -Infinity], words: "finite numbers" },
  positive: {
    constraint: positive,
    inside: [1e-30, 4],
    outside: [0, -1, Infinity],
    words: "finite numbers above 0",
  },
  nonNegative: {
    constraint: nonNegative,
    inside: [0, 4],
    outside: [-1e-30, Infinity],
    words: "finite numbers of at least 0",
  },
  unitInterval: {
    constraint: unitInterval,
    inside: [0, 0.5, 1],
    outside: [-0.1, 1.1],
    words: "numbers from 0 to 1",
  },
  interval: {
    constraint: interval(-2, 3),
    inside: [-2, 3],
    outside: [-2.1, 3.1],
    words: "numbers from -2 to 3",
  },
  "interval of arrays": {
    constraint: interval(float64(-2), float64(3)),
    inside: [-2, 3],
    outside: [-2.1, 3.1],
    words: "numbers from the lower bound to the upper bound",
  },
  greaterThan: {
    constraint: greaterThan(2),
    inside: [2.1],
    outside: [2, Infinity],
    words: "finite numbers above 2",
  },
  lessThan: {
    constraint: lessThan(2),
    inside: [1.9],
    outside: [2, -Infinity],
    words: "finite numbers below 2",
  },
  boolean: { constraint: boolean, inside: [0, 1], outside: [0.5, 2, -1], words: "0 or 1" },
  nonNegativeInteger: {
    constraint: nonNegativeInteger,
    inside: [0, 7],
    outside: [-1, 0.5, Infinity],
    words: "whole numbers of at least 0",
  },
  integerInterval: {
    constraint: integerInterval(1, 3),
    inside: [1, 2, 3],
    outside: [0, 4, 1.5],
    words: "whole numbers from 1 to 3",
  },
  simplex: {
    constraint: simplex,
    inside: [
      [0.2, 0.3, 0.5],
      [1, 0, 0],
    ],
    outside: [
      [0.2, 0.3, 0.4],
      [1.5, -0.5, 0],
    ],
    words: "vectors of numbers of at least 0 that sum to 1",
  },
  realVector: {
    constraint: realVector,
    inside: [[1, -2]],
    outside: [[1, Infinity]],
    words: "vectors of finite numbers",
  },
  positiveVector: {
    constraint: positiveVector,
    inside: [[1, 2]],
    outside: [[1, 0]],
    words: "vectors of finite numbers above 0",
  },
  logit: {
    constraint: logit,
    inside: [0, -Infinity, Infinity],
    outside: [],
    words: "numbers, −∞ and ∞ among them",
  },
  logits: {
    constraint: logits,
    inside: [
      [1, 2],
      [-Infinity, 0],
    ],
    outside: [
      [1, Infinity],
      [-Infinity, -Infinity],
    ],
    words: "vectors of numbers or −∞, not all of them −∞",
  },
  "matrices of unitInterval": {
    constraint: independent(unitInterval, 2),
    inside: [
      [
        [0, 1],
        [0.5, 0.5],
      ],
    ],
    outside: [
      [
        [0, 1],
        [0.5, 1.5],
      ],
    ],
    words: "matrices of numbers from 0 to 1",
  },
  lowerCholesky: {
    constraint: lowerCholesky,
    inside: [
      [
        [2, 0],
        [-3, 0.5],
      ],
    ],
    outside: [
      [
        [2, 1],
        [-3, 0.5],
      ],
      [
        [2, 0],
        [-3, 0],
      ],
      [
        [2, 0],
        [-Infinity, 1],
      ],
      [
        [2, 0, 0],
        [3, 1, 0],
      ],
    ],
    words: "lower triangular matrices with a positive diagonal",
  },
};

describe.each(Object.entries(cases))("%s", (_, { constraint, inside, outside, words }) => {
  it("knows what belongs to it", () => {
    for (const [values, belongs] of [
      [inside, 1],
      [outside, 0],
    ] as const) {
      for (const value of values) {
        const checked = constraint.check(float32(value));
        expect(checked.dtype).toBe(np.bool);
        expect(checked.shape).toEqual([]);
        expect(numbers(checked), JSON.stringify(value)).toEqual([belongs]);
        if (typeof value === "number") expect(numbers(constraint.check(value))).toEqual([belongs]);
      }
    }
    expect(numbers(constraint.check(float64(inside)))).toEqual(inside.map(() => 1));
  });

  it("has no NaN in it", () => {
    expect(numbers(constraint.check(float32(inside[0]).mul(NaN)))).toEqual([0]);
  });

  it.each([np.float32, np.float64])("has values inside, as %s", (dtype) => {
    const shape = [3, ...float32(inside[0]).shape];
    const found = constraint.inside(shape, dtype);
    expect(found.shape).toEqual(shape);
    if (!constraint.discrete) {
      const { transform } = constraint;
      expect(numbers(transform!.inverse(found.ref)).every(Number.isFinite)).toBe(true);
    }
    expect(numbers(constraint.check(found))).toEqual([1, 1, 1]);
  });

  it("says what it is", () => {
    expect(constraint.words).toBe(words);
    expect(constraint.eventDims).toBe(float32(inside[0]).ndim);
  });

  it("is reached from the reals, unless it is discrete", () => {
    const { transform, discrete } = constraint;
    expect(transform === undefined).toBe(discrete);
    if (transform === undefined) return;
    expect(transform.eventDims.output).toBe(constraint.eventDims);
    const shape = transform.inverseShape([2, ...float32(inside[0]).shape]);
    for (const at of [-8, 0, 3]) {
      const reached = transform.forward(np.full(shape, at, { dtype: np.float32 }));
      expect(numbers(constraint.check(reached))).toEqual([1, 1]);
    }
  });

  it("keeps nothing", () => {
    const use = (): void => {
      for (const value of [...inside, ...outside]) numbers(constraint.check(float32(value)));
    };
    use();
    const before = liveSlots();
    use();
    expect(liveSlots()).toBe(before);
  });
});

describe("counted values", () => {
  it("may be of any type", () => {
    expect(numbers(boolean.check(np.array([true, false])))).toEqual([1, 1]);
    expect(numbers(boolean.check(np.array([0, 2], { dtype: np.int32 })))).toEqual([1, 0]);
    expect(numbers(nonNegativeInteger.check(np.array([-1, 2], { dtype: np.int32 })))).toEqual([0, 1]);
    expect(numbers(integerInterval(2, 5).check(np.array([true])))).toEqual([0]);
    expect(numbers(integerInterval(0, float32([3, 5])).check(4))).toEqual([0, 1]);
  });
});
