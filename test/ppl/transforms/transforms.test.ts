import { describe, expect, it } from "vitest";
import { grad, jit, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import {
  affineTransform,
  composeTransforms,
  expTransform,
  identityTransform,
  independentTransform,
  intervalTransform,
  lowerCholeskyTransform,
  sigmoidTransform,
  softplusTransform,
  stickBreakingTransform,
  type Transform,
} from "../../../packages/ppl/src/transforms/index.js";
import { liveSlots } from "../../helpers/live-arrays.js";
import {
  expectClose,
  flat,
  float32,
  float64,
  numbers,
  shapeOf,
  type Nested,
} from "../distributions/values.js";

interface Case {
  readonly transform: Transform;
  /** One value. */
  readonly x: Nested;
  /** Where it goes, by hand. */
  readonly y: Nested;
  /** Entries of y that make up the volume; all of them where none are named. */
  readonly free?: readonly number[];
}

const e = Math.E;
const half = 1 / (1 + Math.exp(-0.5));
const cases: Record<string, Case> = {
  identity: { transform: identityTransform, x: -1.5, y: -1.5 },
  exp: { transform: expTransform, x: -1.5, y: Math.exp(-1.5) },
  sigmoid: { transform: sigmoidTransform, x: 0.5, y: half },
  softplus: { transform: softplusTransform, x: 0.5, y: Math.log1p(Math.exp(0.5)) },
  "softplus of little": { transform: softplusTransform, x: -12, y: Math.log1p(Math.exp(-12)) },
  affine: { transform: affineTransform(3, -2), x: 0.5, y: 2 },
  interval: { transform: intervalTransform(-1, 3), x: 0.5, y: -1 + 4 * half },
  stickBreaking: {
    transform: stickBreakingTransform,
    x: [0, 0, 0],
    y: [0.25, 0.25, 0.25, 0.25],
    free: [0, 1, 2],
  },
  "stickBreaking elsewhere": {
    transform: stickBreakingTransform,
    x: [0.5 + Math.log(2), -0.5],
    y: [half, (1 - half) * (1 - half), (1 - half) * half],
    free: [0, 1],
  },
  lowerCholesky: {
    transform: lowerCholeskyTransform,
    x: [1, 0.3, -1, -2, 5, 0],
    y: [
      [e, 0, 0],
      [0.3, 1 / e, 0],
      [-2, 5, 1],
    ],
    free: [0, 3, 4, 6, 7, 8],
  },
  compose: {
    transform: composeTransforms([affineTransform(1, 2), expTransform, affineTransform(-1, 3)]),
    x: 0.5,
    y: -1 + 3 * Math.exp(2),
  },
  "compose to vectors": {
    transform: composeTransforms([affineTransform(0.5, 2), stickBreakingTransform]),
    x: [-0.25, -0.25],
    y: [1 / 3, 1 / 3, 1 / 3],
    free: [0, 1],
  },
  independent: { transform: independentTransform(expTransform, 1), x: [0, 1], y: [1, e] },
  "vectors throughout": {
    transform: composeTransforms([
      independentTransform(expTransform, 1),
      independentTransform(affineTransform(1, -2), 1),
    ]),
    x: [0, 1],
    y: [-1, 1 - 2 * e],
  },
};

describe.each(Object.entries(cases))("%s", (_, { transform, x, y, free }) => {
  const dims = transform.eventDims;

  it("goes there and back", () => {
    for (const [as, error] of [
      [float32, 2e-6],
      [float64, 1e-11],
    ] as const) {
      const there = transform.forward(as(x));
      expect(there.dtype).toBe(as === float32 ? np.float32 : np.float64);
      expectClose(numbers(there.ref), flat(y), error);
      expectClose(numbers(transform.inverse(there)), flat(x), as === float32 ? 2e-5 : 1e-9);
    }
  });

  it("knows its shapes", () => {
    expect(dims).toEqual({ input: shapeOf(x).length, output: shapeOf(y).length });
    expect(transform.forwardShape([5, ...shapeOf(x)])).toEqual([5, ...shapeOf(y)]);
    expect(transform.inverseShape([5, ...shapeOf(y)])).toEqual([5, ...shapeOf(x)]);
    const batch = float64([x, x]);
    const image = transform.forward(batch.ref);
    expect(image.shape).toEqual([2, ...shapeOf(y)]);
    const volume = transform.logDetJacobian(batch, image);
    expect(volume.shape).toEqual([2]);
    const [one, other] = numbers(volume);
    expect(one).toBe(other);
  });

  it("changes volumes as its numeric Jacobian says, in the same way compiled", () => {
    const kept = free ?? flat(y).map((_, i) => i);
    const columns = flat(x).map((_, i) => {
      const h = 1e-4;
      const at = (sign: number): number[] => {
        const moved = flat(x).map((value, j) => (i === j ? value + sign * h : value));
        const all = numbers(transform.forward(np.array(moved, { shape: shapeOf(x), dtype: np.float64 })));
        return kept.map((entry) => all[entry]);
      };
      const [above, below, far, near] = [at(1), at(-1), at(2), at(-2)];
      return above.map((_, k) => (8 * (above[k] - below[k]) - (far[k] - near[k])) / (12 * h));
    });
    const determinant = np.linalg.det(float64(columns));
    const expected = [Math.log(Math.abs(numbers(determinant)[0]))];
    const volume = (given: JaxArray): JaxArray =>
      transform.logDetJacobian(given.ref, transform.forward(given));
    expectClose(numbers(volume(float64(x))), expected, 1e-7);
    const compiled = jit(volume);
    expectClose(numbers(compiled(float64(x))), expected, 1e-7);
    compiled.dispose();
  });

  it("has finite values and gradients far out", () => {
    const f = (given: JaxArray): JaxArray => {
      const image = transform.forward(given.ref);
      return np.sum(transform.logDetJacobian(given, image.ref)).add(np.sum(image));
    };
    for (const far of [-30, 30]) {
      const at = (): JaxArray => float32(x).mul(0).add(far);
      expect(numbers(f(at())).every(Number.isFinite)).toBe(true);
      expect(numbers(grad(f)(at())).every(Number.isFinite)).toBe(true);
    }
  });

  it("has the same gradient compiled", () => {
    const f = (given: JaxArray): JaxArray => {
      const image = transform.forward(given.ref);
      return np.sum(transform.logDetJacobian(given, image.ref)).add(np.sum(np.square(image)));
    };
    const compiled = jit(grad(f));
    expectClose(numbers(compiled(float64(x))), numbers(grad(f)(float64(x))), 1e-9);
    compiled.dispose();
  });

  it("keeps nothing", () => {
    const use = (): void => {
      const given = float32(x);
      const image = transform.forward(given.ref);
      numbers(transform.inverse(image.ref));
      numbers(transform.logDetJacobian(given, image));
    };
    use();
    const before = liveSlots();
    use();
    use();
    expect(liveSlots()).toBe(before);
  });
});

describe("the interval's transform", () => {
  it("stays off the bounds, however far out", () => {
    const [low, high] = numbers(sigmoidTransform.forward(float32([-500, 500])));
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(1);
  });
});

describe("stick-breaking", () => {
  it("has an inverse, large but finite, where there are zeros", () => {
    const x = numbers(stickBreakingTransform.inverse(float32([1, 0, 0])));
    expect(x.every(Number.isFinite)).toBe(true);
    expectClose(numbers(stickBreakingTransform.forward(float32(x))), [1, 0, 0], 1e-6);
  });
});

describe("composition", () => {
  it("of nothing is the identity", () => {
    expect(composeTransforms([])).toBe(identityTransform);
  });

  it("borrows arrays of parameters, and broadcasts over them", () => {
    const [loc, low, high] = [float32([1, 2, 3]), float32(-1), float32([[3], [4]])];
    const transform = composeTransforms([affineTransform(loc, 2), intervalTransform(low, high)]);
    expect(transform.forwardShape([])).toEqual([2, 3]);
    const volume = transform.logDetJacobian(float32(0.5), transform.forward(float32(0.5)));
    const slope = (x: number, width: number): number =>
      Math.log(2) + Math.log(width) - Math.log1p(Math.exp(-x)) - Math.log1p(Math.exp(x));
    expectClose(
      numbers(volume),
      [4, 5].flatMap((width) => [2, 3, 4].map((x) => slope(x, width))),
      2e-6,
    );
    for (const array of [loc, low, high]) {
      expect(array.refCount).toBe(1);
      array.dispose();
    }
  });
});
