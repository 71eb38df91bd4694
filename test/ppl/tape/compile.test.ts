import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as distributions from "../../../packages/ppl/src/distributions/index.js";
import {
  lax,
  nn,
  np,
  tree,
  valueAndGrad,
  vmap,
  type ArrayLike,
  type JaxArray,
} from "../../../packages/ppl/src/jax.js";
import { lgamma, logSigmoid, sigmoid, softplus } from "../../../packages/ppl/src/math/index.js";
import { compile } from "../../../packages/ppl/src/tape/compile.js";
import { expectNescioError } from "../../helpers/errors.js";
import { liveSlots } from "../../helpers/live-arrays.js";

const vector = (values: readonly number[]): JaxArray => np.array(Float64Array.from(values));
const at = [0.3, -0.7, 1.9, 0.4, -1.2, 0.8];
/** The precision of the program that is running. */
let dtype: typeof np.float64 | typeof np.float32 = np.float64;
/** Numbers that nothing in a program is symmetric in. */
const fixed = (...shape: number[]): JaxArray => {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float64Array.from({ length: size }, (_, i) => Math.sin(i + 1));
  return np.array(dtype === np.float64 ? values : Float32Array.from(values), { shape });
};
const rows = (...indices: number[]): JaxArray => np.array(Int32Array.from(indices));

/** Functions of six numbers, to one. */
const programs: Record<string, (x: JaxArray) => JaxArray> = {
  "sums and products": (x) => x.ref.mul(x).add(3).sum(),
  "broadcasting both ways": (x) =>
    x.ref
      .reshape([6, 1])
      .mul(x.reshape([1, 6]))
      .add(fixed(2, 6, 6))
      .sum(),
  "unary functions": (x) =>
    np
      .exp(np.sin(x.ref))
      .add(np.sqrt(np.absolute(np.cos(x)).add(1)))
      .sum(),
  "inverse functions": (x) =>
    np
      .atan(x.ref)
      .add(np.asin(np.tanh(x)))
      .sum(),
  "error functions": (x) => lax.erf(x.ref).mul(fixed(6)).add(lax.erfc(x)).sum(),
  "logs and powers": (x) =>
    np
      .log(np.square(x.ref).add(0.125))
      .mul(np.power(np.absolute(x), 1.5))
      .sum(),
  "where and comparisons": (x) =>
    np
      .where(np.greater(x.ref, 0), x.ref, np.minimum(x.ref, -1))
      .add(np.where(np.logicalOr(np.equal(x.ref, 0), np.lessEqual(x.ref, 0.35)), 1, x.ref))
      .add(np.where(np.notEqual(x.ref, 0.45), 0, x))
      .sum(),
  extremes: (x) =>
    np
      .max(x.ref)
      .mul(np.min(x.ref))
      .add(np.prod(x.ref))
      .add(np.clip(x, -1, 1).sum()),
  "sums over axes": (x) => np.square(x.reshape([2, 3]).sum(0).mul(2)).sum(),
  "a product of numbers known to be equal": (x) => np.broadcastTo(x.ref.sum(), [3]).prod().add(x.sum()),
  "a sum of numbers known to be equal": (x) => np.broadcastTo(np.square(x).sum(), [3, 2]).sum(1).prod(),
  "matrix and vector": (x) =>
    np
      .square(np.matmul(fixed(4, 6), x.ref))
      .sum()
      .add(np.dot(x.ref, x)),
  "matrices of the argument": (x) =>
    np
      .matmul(x.ref.reshape([2, 3]), x.reshape([3, 2]))
      .mul(fixed(2, 2))
      .sum(),
  "batches of matrices": (x) =>
    np
      .matmul(fixed(4, 3, 2), np.broadcastTo(x.ref.reshape([1, 2, 3]), [4, 2, 3]))
      .mul(fixed(4, 3, 3))
      .sum()
      .add(
        np
          .matmul(np.broadcastTo(x.reshape([1, 3, 2]), [4, 3, 2]), fixed(4, 2, 5))
          .sum(0)
          .prod(),
      ),
  "products seen through views": (x) =>
    np
      .matmul(np.broadcastTo(x.ref, [5, 6]), np.broadcastTo(x, [6, 6]).transpose())
      .mul(fixed(5, 6))
      .sum(),
  softmax: (x) =>
    nn
      .logSoftmax(x.reshape([2, 3]))
      .mul(fixed(2, 3))
      .sum(),
  "whole numbers": (x) => np.floor(x.ref).add(np.ceil(x.ref)).mul(x).sum(),
  "a remainder of one number, and a row": (x) => {
    const rest = np.remainder(np.floor(np.absolute(x.ref.sum())).add(3), 2).add(1);
    return np.square(x).mul(rest).sum();
  },
  "powers of negative numbers": (x) => np.power(x, 3).sum(),
  "casts to whole numbers": (x) => x.ref.mul(x.ref.astype(np.int32).astype(dtype)).add(x).sum(),
  "an unused argument": (x) => {
    x.dispose();
    return fixed(3).sum();
  },
  "functions compiled within": (x) => np.logaddexp(x.ref, x.mul(2)).sum(),
  "functions of this library": (x) =>
    softplus(x.ref)
      .add(sigmoid(x.ref))
      .add(logSigmoid(x.ref))
      .sum()
      .add(lgamma(np.exp(x)).sum()),
  "several at a time": (x) =>
    (vmap(((row: JaxArray) => np.square(row).sum()) as never) as unknown as (x: JaxArray) => JaxArray)(
      x.reshape([3, 2]),
    ).prod(),

  // Linear in a view: what jax-js compiles has the slope of the whole.
  slice: (x) => x.slice([0, 2]).sum(),
  "slices of a softmax": (x) => {
    const log = nn.logSoftmax(x.slice([0, 3]));
    return log.ref.slice(0).mul(5).add(log.ref.slice(1).mul(2)).add(log.slice(2));
  },
  split: (x) => {
    const [a, b] = np.split(x, 2);
    return a.mul(3).sum().add(b.sum());
  },
  diff: (x) => np.diff(x).mul(fixed(5)).sum(),
  "cumulative sum, sliced": (x) => np.cumsum(x).slice([1, 4]).sum(),
  pad: (x) =>
    np
      .pad(x, [[2, 1]])
      .slice([1, 5])
      .sum(),
  flip: (x) => np.flip(x).slice([0, 2]).sum(),
  diagonal: (x) =>
    np
      .pad(x, [[0, 3]])
      .reshape([3, 3])
      .diagonal()
      .sum(),
  trace: (x) => np.trace(x.slice([0, 4]).reshape([2, 2])),
  concatenate: (x) =>
    np
      .concatenate([x.ref.slice([4, 6]), x.slice([0, 3])])
      .slice([1, 4])
      .sum(),
  swapaxes: (x) =>
    np
      .swapaxes(x.reshape([2, 3]), 0, 1)
      .slice(1)
      .sum(),
  "rows of a matrix": (x) => {
    const [a, b] = x.reshape([2, 3]);
    return a.sum().mul(2).add(b.slice(1));
  },
  "picked entries": (x) => np.take(x, rows(0, 2, 2, 5), 0).sum(),
  "picked entries of what runs backwards": (x) =>
    np
      .take(np.flip(x), rows(0, 2, 2, 5), 0)
      .mul(fixed(4))
      .sum(),
  "picked rows": (x) =>
    np
      .take(x.reshape([3, 2]), rows(2, 0, 2, 1), 0)
      .mul(fixed(4, 2))
      .sum(),
  "entries along an axis": (x) =>
    np.takeAlongAxis(x.reshape([2, 3]), rows(2, 0, 1, 1).reshape([2, 2]), 1).sum(),
  "indices that the data decide": (x) =>
    np
      .take(np.square(x.ref), np.argsort(x).slice([1, 4]), 0)
      .mul(fixed(3))
      .sum(),
  sort: (x) =>
    np
      .sort(x.reshape([2, 3]))
      .mul(fixed(2, 3))
      .sum(),

  // Linear algebra, whose gradients jax-js does not compile.
  cholesky: (x) => np.linalg.cholesky(positive(x)).mul(fixed(2, 2)).sum(),
  solve: (x) =>
    np.linalg
      .solve(positive(x.ref), x.slice([0, 2]))
      .mul(fixed(2))
      .sum(),
  inverse: (x) => np.linalg.inv(positive(x)).mul(fixed(2, 2)).sum(),
  "log-determinant": (x) => np.linalg.slogdet(positive(x))[1],
  "triangular system": (x) =>
    lax.linalg
      .triangularSolve(np.linalg.cholesky(positive(x.ref)), x.slice([0, 2]).reshape([2, 1]), {
        leftSide: true,
        lower: true,
      })
      .sum(),
};

function positive(x: JaxArray): JaxArray {
  const a = x.reshape([2, 3]);
  return np
    .matmul(a.ref, a.transpose())
    .add(fixed(1, 1))
    .add(np.eye(2, undefined, { dtype }).mul(2));
}

const slope =
  (f: (x: JaxArray) => JaxArray) =>
  (x: JaxArray): JaxArray[] =>
    (valueAndGrad(f as never) as unknown as (x: JaxArray) => JaxArray[])(x);
const numbers = (arrays: readonly JaxArray[]): number[][] =>
  arrays.map((array) => Array.from(array.dataSync() as Float64Array));

describe("compiled programs", () => {
  test.each(Object.entries(programs))("%s: gradients are those of differences, and as eager ones", (_, f) => {
    const compiled = compile(slope(f));
    for (const sign of [1, -1, 0.5]) {
      const position = at.map((value) => sign * value + 0.01);
      const [[value], gradient] = numbers(compiled(vector(position)));
      // Eager exponentials and logarithms have six digits.
      const [[eagerValue], eager] = numbers(slope(f)(vector(position)));
      expect(Math.abs(value - eagerValue)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
      gradient.forEach((g, i) =>
        expect(Math.abs(g - eager[i])).toBeLessThan(2e-4 * Math.max(1, Math.abs(g))),
      );
      const h = 1e-5;
      const along = (i: number, by: number): number => {
        const moved = position.map((z, k) => (k === i ? z + by : z));
        return numbers(compiled(vector(moved)))[0][0];
      };
      gradient.forEach((g, i) => {
        const difference = (along(i, h) - along(i, -h)) / (2 * h);
        expect(Math.abs(g - difference)).toBeLessThan(1e-6 * Math.max(1, Math.abs(g)));
      });
    }
  });

  test.each(Object.entries(programs))("%s: in single precision", (_, f) => {
    const [[expected], slopes] = numbers(compile(slope(f))(vector(at.map(Math.fround))));
    dtype = np.float32;
    try {
      const [[value], gradient] = numbers(compile(slope(f))(np.array(Float32Array.from(at))));
      expect(Math.abs(value - expected)).toBeLessThan(2e-5 * Math.max(1, Math.abs(expected)));
      gradient.forEach((g, i) =>
        expect(Math.abs(g - slopes[i])).toBeLessThan(2e-4 * Math.max(1, Math.abs(slopes[i]))),
      );
    } finally {
      dtype = np.float64;
    }
  });

  test("every density that a sampler meets", () => {
    const { normal, cauchy, halfCauchy, studentT, laplace, exponential, logNormal, halfNormal } =
      distributions;
    const make: ((p: JaxArray) => distributions.Distribution)[] = [
      (p) => normal(0, p),
      (p) => cauchy(0, p),
      (p) => halfCauchy(p),
      (p) => studentT(4, 0, p),
      (p) => laplace(0, p),
      (p) => exponential(p),
      (p) => logNormal(0, p),
      (p) => halfNormal(p),
    ];
    for (const of of make) {
      const f = (x: JaxArray): JaxArray => {
        const scale = np.exp(x.ref.slice([0, 3]));
        const distribution = of(scale);
        const density = distribution.logProb(np.exp(x.slice([3, 6]))).sum();
        distribution.dispose();
        return density;
      };
      const [[value], gradient] = numbers(compile(slope(f))(vector(at)));
      const [[exact], expected] = numbers(slope(f)(vector(at)));
      expect(value).toBeCloseTo(exact, 5);
      expected.forEach((g, i) => expect(gradient[i]).toBeCloseTo(g, 4));
    }
  });
});

describe("numbers", () => {
  test("in a program are as they were written", () => {
    const thirds = compile((x: JaxArray) => x.mul(1 / 3).add(np.pi));
    expect(numbers([thirds(vector([0.3]))])).toEqual([[0.3 * (1 / 3) + Math.PI]]);
    const folded = compile((x: JaxArray) => x.mul(np.array(1 / 3).mul(3)));
    expect(numbers([folded(vector([0.3]))])).toEqual([[0.3]]);
  });

  test("whole numbers wrap around, and fill their 32 bits", () => {
    const word = (value: number): JaxArray => np.array(Uint32Array.of(value));
    const product = compile((x: JaxArray) => np.bitwiseXor(x.mul(word(0x9e3779b1)), word(0xffffffff)));
    expect(numbers([product(word(0xdeadbeef))])).toEqual([[~Math.imul(0xdeadbeef, 0x9e3779b1) >>> 0]]);
    const constants = compile((x: JaxArray) =>
      x.add(np.array(0x9e3779b1, { dtype: np.uint32 }).mul(np.array(0xdeadbeef, { dtype: np.uint32 }))),
    );
    expect(numbers([constants(word(0))])).toEqual([[Math.imul(0xdeadbeef, 0x9e3779b1) >>> 0]]);
    const quotient = compile((x: JaxArray, y: JaxArray) => np.floorDivide(x, y));
    expect(numbers([quotient(rows(7, -7, 5, -(2 ** 31)), rows(2, 2, 0, -1))])[0].slice(0, 1)).toEqual([3]);
  });

  test("that are not finite pass through", () => {
    const f = compile((x: JaxArray) => [np.max(x.ref), np.where(np.less(x.ref, 0), 1, x.ref), np.exp(x)]);
    const [max, where, exp] = numbers(f(vector([NaN, -Infinity])));
    expect(max[0]).toBeNaN();
    expect(where).toEqual([NaN, 1]);
    expect(exp).toEqual([NaN, 0]);
  });

  test("whole ones are reduced", () => {
    const f = compile((x: JaxArray) => [
      x.ref.sum(),
      x.ref.prod(),
      x.ref.min(),
      x.ref.max(),
      x.reshape([2, 2]).prod(0),
    ]);
    expect(numbers(f(rows(3, -2, 5, 7)))).toEqual([[13], [-210], [-2], [7], [15, -14]]);
  });

  test("that are made one at a time are scalars too", () => {
    const word = (value: number): JaxArray => np.array(Int32Array.of(value)).reshape([]);
    const f = compile((x: JaxArray, y: JaxArray, z: JaxArray) => [
      x.ref.mod(y.ref).mul(z.ref),
      x.ref.div(y.ref).mul(z.ref),
      np.rightShift(x.ref, y.ref).mul(z.ref),
      np.leftShift(x.ref, y.ref).mul(z.ref),
      np.bitwiseCount(x).mul(y.mul(z)),
    ]);
    expect(numbers(f(word(23), word(5), rows(1, 2, 3, 4, 5)))).toEqual(
      [3, 4, 0, 736, 20].map((scalar) => [1, 2, 3, 4, 5].map((z) => scalar * z)),
    );
    const g = compile((x: JaxArray, y: JaxArray, z: JaxArray) => x.mod(y).mul(z));
    const scalar = (value: number): JaxArray => vector([value]).reshape([]);
    expect(numbers([g(scalar(7.5), scalar(2), vector([1, 2, 3]))])).toEqual([[1.5, 3, 4.5]]);
  });

  test("from out of range are none", () => {
    const f = compile((x: JaxArray, i: JaxArray) => np.take(x, i, 0));
    expect(numbers([f(vector([1, 2, 3]), rows(2, 3, 7, 0))])).toEqual([[3, NaN, NaN, 1]]);
  });

  test("a million of single precision add up", () => {
    const x = np.array(Float32Array.from({ length: 1_000_000 }, (_, i) => 1 + (i % 7) / 8));
    const exact = Array.from({ length: 1_000_000 }, (_, i) => 1 + (i % 7) / 8).reduce((a, b) => a + b);
    const sums = compile((y: JaxArray) => [
      y.ref.sum(),
      np.exp(np.log(y.ref)).sum(),
      y.ref.reshape([1000, 1000]).sum(0).max(),
      y.reshape([1000, 1000]).sum(1).max(),
    ]);
    const [[all], [made], [column], [row]] = numbers(sums(x));
    expect(Math.abs(all / exact - 1)).toBeLessThan(1e-6);
    expect(Math.abs(made / exact - 1)).toBeLessThan(1e-6);
    expect([column, row].every((sum) => sum > 1370 && sum < 1380)).toBe(true);
  });
});

describe("functions", () => {
  let live = 0;
  beforeEach(() => (live = liveSlots()));
  afterEach(() => expect(liveSlots()).toBe(live));

  test("take and return lists and plain objects, and may return what they were given", () => {
    const f = compile(({ a, b }: { a: JaxArray; b: JaxArray[] }) => ({
      a,
      sum: a.ref.add(b[0].ref),
      b,
      three: np.array([1, 2, 3]),
    }));
    const result = f({ a: vector([1, 2]), b: [vector([3, 4])] });
    expect(numbers([result.a, result.sum, result.b[0], result.three])).toEqual([
      [1, 2],
      [4, 6],
      [3, 4],
      [1, 2, 3],
    ]);
  });

  test("are compiled for each combination of shapes and types, and consume their arguments", () => {
    let runs = 0;
    const f = compile((x: JaxArray) => {
      runs++;
      return x.mul(2);
    });
    const x = vector([1, 2]);
    expect(numbers([f(x.ref), f(x), f(np.array([1])), f(vector([1]))])).toEqual([[2, 4], [2, 4], [2], [2]]);
    expect(runs).toBe(3);
    expect(() => x.ref).toThrow();
    f.dispose();
    f(vector([1])).dispose();
    expect(runs).toBe(4);
  });

  test("take numbers for arrays, and are themselves where they are recorded, differentiated or mapped", () => {
    const f = compile((x: JaxArray, y: ArrayLike) => x.ref.mul(x).mul(y).sum());
    expect(numbers([f(vector([1, 2]), 2)])).toEqual([[10]]);
    const g = compile(slope((x: JaxArray) => f(x, 3)));
    expect(numbers(g(vector([1, 2])))).toEqual([[15], [6, 12]]);
    const rows = vmap(((row: JaxArray) => f(row, 1)) as never) as unknown as (x: JaxArray) => JaxArray;
    expect(numbers([rows(vector([1, 2, 3, 4]).reshape([2, 2]))])).toEqual([[5, 25]]);
  });

  test("may have no arguments, or some that are no arrays", () => {
    const f = compile(() => [np.cos(np.pad(np.zeros([1]), 1)), np.array([5])]);
    for (let i = 0; i < 2; i++) expect(numbers(f())).toEqual([[1, 1, 1], [5]]);
    const g = compile((mode: string) => np.array([mode === "a" ? 1 : 2]));
    expect(numbers([g("a"), g("b"), g("a")])).toEqual([[1], [2], [1]]);
  });

  test("a thousand slices of an array take a thousand additions, not a million", () => {
    const n = 1000;
    const walk = (x: JaxArray): JaxArray => {
      let sum = np.array(Float64Array.of(0)).reshape([]);
      for (let i = 1; i < n; i++) sum = sum.add(np.square(x.ref.slice(i).sub(x.ref.slice(i - 1))));
      x.dispose();
      return sum;
    };
    const position = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
    const [, gradient] = numbers(compile(slope(walk))(np.array(position)));
    const before = (i: number): number => (i > 0 ? 2 * (position[i] - position[i - 1]) : 0);
    gradient.forEach((g, i) => expect(g).toBeCloseTo(before(i) - (i + 1 < n ? before(i + 1) : 0), 12));
  });

  test("arrays of other types are refused", async () => {
    const half = np.array([1, 2]).astype(np.float16);
    await expectNescioError(
      () => compile((x: JaxArray) => x.mul(2))(half),
      "unsupported",
      "an argument",
      "float16",
    );
    half.dispose();
  });

  test("nothing at all", () => {
    const f = compile((x: JaxArray) => [
      x.ref.slice([0, 0]),
      x.ref.slice([0, 0]).sum(),
      np.concatenate([x.ref.slice([1, 1]), x]),
    ]);
    expect(numbers(f(vector([1, 2])))).toEqual([[], [0], [1, 2]]);
  });

  test("long loops over what does not lie in a row", () => {
    const f = (x: JaxArray): JaxArray[] => {
      const t = x.reshape([30, 50]).transpose();
      return [
        np.exp(t.ref.mul(0.001)).sub(t.ref.slice([], [0, 1])),
        np.flip(t.ref, 0).add(np.arange(30)).sum(1),
        t.mul(2).max(0),
      ];
    };
    const x = (): JaxArray => np.arange(1500).astype(np.float64);
    numbers(f(x())).forEach((expected, i) =>
      numbers(compile(f)(x()))[i].forEach((value, k) =>
        expect(Math.abs(value - expected[k])).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected[k]))),
      ),
    );
    tree.dispose([]);
  });
});
