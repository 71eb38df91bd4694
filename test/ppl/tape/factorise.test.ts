import { afterEach, describe, expect, test } from "vitest";
import { Random } from "../../../packages/core/src/math/random.js";
import { lax, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { numbers } from "../distributions/values.js";
import { floats, Probe, type Numbers } from "./probe.js";

const probe = await Probe.start();
const random = new Random(12);
afterEach(() => probe.release());

type Matrix = readonly number[];

const sizes = [1, 2, 3, 4, 5, 8, 17, 40];

function normals(size: number): number[] {
  return Array.from({ length: size }, () => random.normal());
}

/** left[m, k] · right[n, k]ᵀ. */
function timesTransposed(left: ArrayLike<number>, right: ArrayLike<number>, m: number, n: number, k: number) {
  return Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let l = 0; l < k; l++) sum += left[i * k + l] * right[j * k + l];
    return sum;
  });
}

function positiveDefinite(n: number): number[] {
  const x = normals(n * n);
  return timesTransposed(x, x, n, n, n).map((value, at) => value + (at % (n + 1) === 0 ? 1 : 0));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
}

describe.each(floats)("in f$bits", ({ bits, Type, epsilon, round }) => {
  const width = bits / 8;
  const dtype = bits === 32 ? np.float32 : np.float64;
  const read = (at: number, size: number): Numbers => probe.read<Numbers>(Type, at, size, width);
  const rounded = (x: Matrix): number[] => x.map(round);
  const jax = (x: Matrix, ...shape: number[]): JaxArray => np.array(rounded(x), { shape, dtype });

  function cholesky(a: Matrix, n: number): Numbers {
    const l = probe.room(n * n * width);
    probe.call(`cholesky${bits}`, probe.put(Type.from(a)), l, n);
    return read(l, n * n);
  }

  describe("cholesky", () => {
    test.each([...sizes, 90])("gives L·Lᵀ = A and what jax-js gives, of %d rows", (n) => {
      const a = rounded(positiveDefinite(n));
      const l = cholesky(a, n);
      for (let i = 0; i < n; i++)
        expect(l.subarray(i * n + i + 1, (i + 1) * n).every((x) => x === 0)).toBe(true);
      const size = Math.max(...a);
      expect(largestDifference(timesTransposed(l, l, n, n, n), a)).toBeLessThan(4 * epsilon * size);
      const eager = numbers(lax.linalg.cholesky(jax(a, n, n)));
      expect(largestDifference(l, eager)).toBeLessThan(100 * epsilon * Math.sqrt(size));
    });

    test("reads the lower triangle only, and may write over it", () => {
      const at = probe.put(Type.of(4, NaN, 2, 5));
      probe.call(`cholesky${bits}`, at, at, 2);
      expect(Array.from(read(at, 4))).toEqual([2, 0, 1, 2]);
    });

    test.each([
      ["a negative pivot first", [-1, 0, 0, 2, 5, 0, 1, 1, 4], 3],
      ["a negative pivot in the middle", [4, 0, 0, 2, 0, 0, 1, 1, 4], 3],
      ["a negative pivot last", [4, 0, 0, 0, 4, 0, 2, 2, 1], 3],
      ["a pivot of zero before the last", [1, 0, 0, 1, 1, 0, 2, 2, 9], 3],
      ["NaN", [1, 0, 0, NaN, 1, 0, 0, 0, 1], 3],
    ] as const)("has no finite last pivot after %s, as in jax-js", (_, a, n) => {
      const l = cholesky(a, n);
      expect(Array.from(l)).toEqual(numbers(lax.linalg.cholesky(jax(a, n, n))));
    });

    test("of no rows writes nothing", () => {
      expect(cholesky([], 0)).toHaveLength(0);
    });
  });

  describe("triangularSolve", () => {
    const cases = sizes.flatMap((n) =>
      [1, 4, 6].flatMap((rows) => [0, 1].map((unit) => ({ n, rows, unit }))),
    );
    test.each(cases)(
      "solves a·x = b of $n unknowns, $rows rows, unit diagonal $unit",
      ({ n, rows, unit }) => {
        // Off the diagonal small, so that the solution is as well determined with ones on it. NaN is not to be read.
        const a = rounded(
          normals(n * n).map((x, at) => {
            const [i, j] = [Math.floor(at / n), at % n];
            if (i === j) return 2 + Math.abs(x);
            return i < j ? x / n : NaN;
          }),
        );
        const b = rounded(normals(rows * n));
        const at = probe.put(Type.from(b));
        const x = probe.room(rows * n * width);
        probe.call(`triangularSolve${bits}`, probe.put(Type.from(a)), at, x, n, rows, unit);
        probe.call(`triangularSolve${bits}`, probe.put(Type.from(a)), at, at, n, rows, unit);
        const found = read(x, rows * n);
        expect(read(at, rows * n)).toEqual(found);

        const upper = a.map((value, i) => {
          if (Math.floor(i / n) > i % n) return 0;
          return unit === 1 && i % (n + 1) === 0 ? 1 : value;
        });
        expect(largestDifference(timesTransposed(found, upper, rows, n, n), b)).toBeLessThan(30 * epsilon);
        const eager = lax.linalg.triangularSolve(jax(upper, n, n), jax(b, rows, n), {
          leftSide: false,
          transposeA: true,
          unitDiagonal: unit === 1,
        });
        expect(largestDifference(found, numbers(eager))).toBeLessThan(30 * epsilon);
      },
    );

    test("by zero gives what division gives", () => {
      const x = probe.room(2 * width);
      probe.call(
        `triangularSolve${bits}`,
        probe.put(Type.of(1, 1, 0, 0)),
        probe.put(Type.of(1, 2)),
        x,
        2,
        1,
        0,
      );
      expect(Array.from(read(x, 2))).toEqual([-Infinity, Infinity]);
    });
  });

  function lu(a: Matrix, m: number, n: number): { lu: Numbers; pivots: number[]; permutation: number[] } {
    const at = probe.room(m * n * width);
    const pivots = probe.room(Math.min(m, n) * 4);
    const permutation = probe.room(m * 4);
    probe.call(`lu${bits}`, probe.put(Type.from(a)), at, pivots, permutation, m, n);
    const integers = (address: number, size: number): number[] =>
      Array.from(probe.read(Int32Array, address, size, 4));
    return {
      lu: read(at, m * n),
      pivots: integers(pivots, Math.min(m, n)),
      permutation: integers(permutation, m),
    };
  }

  function expectAsEager(found: ReturnType<typeof lu>, a: Matrix, m: number, n: number, error: number): void {
    const [eager, pivots, permutation] = lax.linalg.lu(jax(a, m, n));
    expect(found.pivots).toEqual(numbers(pivots));
    expect(found.permutation).toEqual(numbers(permutation));
    const expected = numbers(eager);
    if (error === 0) expect(Array.from(found.lu)).toEqual(expected);
    else expect(largestDifference(found.lu, expected)).toBeLessThan(error);
  }

  describe("lu", () => {
    const shapes = [
      ...sizes.map((n) => [n, n] as const),
      ...([
        [3, 7],
        [7, 3],
        [1, 5],
        [5, 1],
        [20, 33],
      ] as const),
    ];
    test.each(shapes)("gives A[permutation] = L·U and what jax-js gives, of %d × %d", (m, n) => {
      const a = rounded(normals(m * n));
      const found = lu(a, m, n);
      const steps = Math.min(m, n);
      const product = a.map((_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        let sum = 0;
        for (let l = 0; l <= Math.min(i, j, steps - 1); l++) {
          sum += (l === i ? 1 : found.lu[i * n + l]) * found.lu[l * n + j];
        }
        return sum;
      });
      const permuted = found.permutation.flatMap((row) => a.slice(row * n, (row + 1) * n));
      expect(largestDifference(product, permuted)).toBeLessThan(60 * epsilon);
      expectAsEager(found, a, m, n, 2000 * epsilon);
    });

    test.each([
      ["a singular matrix", [0, 0, 0, 0, 2, 4, 0, 1, 2], 3, 3],
      ["equal pivots", [1, 2, -1, 3, 1, 1], 3, 2],
      ["NaN", [NaN, 1, 2, 3], 2, 2],
      ["NaN below", [1, 2, NaN, 4], 2, 2],
      ["infinity", [1, 2, -Infinity, 4], 2, 2],
    ] as const)("of %s is that of jax-js", (_, a, m, n) => {
      expectAsEager(lu(a, m, n), a, m, n, 0);
    });
  });

  describe("eigh", () => {
    /** What jax-js' primitive gives: neither symmetrised before nor sorted after, as `lax.linalg.eigh` else does. */
    function eager(a: Matrix, n: number): { values: number[]; vectors: number[] } {
      const [vectors, eigenvalues] = lax.linalg.eigh(jax(a, n, n), {
        sortEigenvalues: false,
        symmetrizeInput: false,
      });
      return { values: numbers(eigenvalues), vectors: numbers(vectors) };
    }

    function eigh(a: Matrix, n: number, maxSweeps: number): { diagonal: Numbers; vectors: Numbers } {
      const [diagonal, vectors] = [probe.room(n * n * width), probe.room(n * n * width)];
      const tolerance = bits === 32 ? 1e-6 : 1e-12;
      probe.call(`eigh${bits}`, probe.put(Type.from(a)), diagonal, vectors, n, maxSweeps, tolerance);
      return { diagonal: read(diagonal, n * n), vectors: read(vectors, n * n) };
    }

    const onDiagonal = (d: Numbers, n: number): number[] =>
      Array.from({ length: n }, (_, i) => d[i * (n + 1)]);

    test.each(sizes)("gives A·V = V·D, and jax-js' numbers to the last bit, of %d rows", (n) => {
      const x = normals(n * n);
      // The upper triangle is not to be read.
      const a = rounded(x.map((value, at) => (Math.floor(at / n) >= at % n ? value : NaN)));
      const found = eigh(a, n, Math.max(8, 2 * n));
      expect({
        values: onDiagonal(found.diagonal, n),
        vectors: Array.from(found.vectors),
      }).toEqual(eager(a, n));

      const whole = a.map((value, at) =>
        Number.isNaN(value) ? a[(at % n) * n + Math.floor(at / n)] : value,
      );
      const columns = Array.from(found.vectors, (_, at) => found.vectors[(at % n) * n + Math.floor(at / n)]);
      const left = timesTransposed(whole, columns, n, n, n);
      const right = Array.from(found.vectors, (v, at) => v * found.diagonal[(at % n) * (n + 1)]);
      const error = (bits === 32 ? 2e-5 : 1e-11) * Math.max(1, ...whole.map(Math.abs));
      expect(largestDifference(left, right)).toBeLessThan(error);
      found.diagonal.forEach((value, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        if (i < j) expect(value).toBe(0);
        if (i > j) expect(Math.abs(value)).toBeLessThan(error);
      });
    });

    test("rotates no more often than it may", () => {
      const a = [1, 0, 0, 2, 3, 0, 4, 5, 6];
      const { diagonal, vectors } = eigh(a, 3, 0);
      expect(Array.from(diagonal)).toEqual(a);
      expect(Array.from(vectors)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
      const once = eigh(a, 3, 1).diagonal;
      expect(Math.max(Math.abs(once[3]), Math.abs(once[6]), Math.abs(once[7]))).toBeGreaterThan(1e-3);
    });

    test.each([
      ["a diagonal matrix", [3, 0, 0, 1], 2],
      ["equal eigenvalues", [2, 0, 0, 0, 2, 0, 0, 1, 2], 3],
      ["NaN", [1, 0, 0, NaN, 1, 0, 1, 1, 1], 3],
      ["infinity", [1, 0, Infinity, 1], 2],
      ["large numbers", [1e30, 0, 3e30, 2e30], 2],
    ] as const)("of %s is that of jax-js", (_, a, n) => {
      const { diagonal, vectors } = eigh(a, n, 8);
      const expected = eager(a, n);
      expect(onDiagonal(diagonal, n)).toEqual(expected.values);
      expect(Array.from(vectors)).toEqual(expected.vectors);
    });
  });
});
