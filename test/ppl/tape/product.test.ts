import { afterEach, describe, expect, test } from "vitest";
import { Random } from "../../../packages/core/src/math/random.js";
import { floats, Probe, type Numbers } from "./probe.js";

/** A matrix of rows × columns somewhere in an array, in any order. */
interface View {
  readonly start: number;
  readonly down: number;
  readonly across: number;
  readonly size: number;
}

type Layout = (rows: number, columns: number) => View;

const layouts: Record<string, Layout> = {
  rows: (m, n) => ({ start: 0, down: n, across: 1, size: m * n }),
  columns: (m, n) => ({ start: 0, down: 1, across: m, size: m * n }),
  "rows backwards": (m, n) => ({ start: m * n - 1, down: -n, across: -1, size: m * n }),
  "columns backwards": (m, n) => ({ start: m * n - 1, down: -1, across: -m, size: m * n }),
  "one row for all": (_, n) => ({ start: 0, down: 0, across: 1, size: n }),
  "one column for all": (m) => ({ start: 0, down: 1, across: 0, size: m }),
  "one number": () => ({ start: 0, down: 0, across: 0, size: 1 }),
  "with gaps": (m, n) => ({ start: 1, down: 3 * n, across: 2, size: 3 * m * n + 2 }),
};

interface Product {
  readonly type: "32" | "64" | "I32";
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly left: View;
  readonly right: View;
  readonly a: Numbers;
  readonly b: Numbers;
}

const types = { "32": Float32Array, "64": Float64Array, I32: Int32Array };
const probe = await Probe.start();
const random = new Random(11);
afterEach(() => probe.release());

function draw(type: Product["type"], size: number, next: () => number): Numbers {
  return types[type].from(Array.from({ length: size }, next));
}

function products(
  type: Product["type"],
  size: readonly [number, number, number],
  layout: readonly [string, string],
  next: () => number,
): Product {
  const [m, n, k] = size;
  const left = layouts[layout[0]](m, k);
  const right = layouts[layout[1]](k, n);
  const [a, b] = [draw(type, left.size, next), draw(type, right.size, next)];
  return { type, m, n, k, left, right, a, b };
}

function multiply({ type, m, n, k, left, right, a, b }: Product): Numbers {
  const scratch = probe.room(probe.constant("PRODUCT_SCRATCH"));
  const width = a.BYTES_PER_ELEMENT;
  const [atA, atB] = [probe.put(a) + left.start * width, probe.put(b) + right.start * width];
  const c = probe.room(m * n * width);
  const strides = [atA, left.down, left.across, atB, right.down, right.across];
  probe.call(`product${type}`, c, ...strides, m, n, k, scratch);
  return probe.read<Numbers>(types[type], c, m * n, width);
}

/** Calls `term` with the products that element [i, j] sums. */
function eachTerm({ left, right, a, b, k }: Product, i: number, j: number, term: (x: number) => void): void {
  for (let l = 0; l < k; l++) {
    const x = a[left.start + i * left.down + l * left.across];
    term(x * b[right.start + l * right.down + j * right.across]);
  }
}

/** The largest error of an element, relative to the sum of its terms' absolute values. */
function largestError(product: Product): number {
  const found = multiply(product);
  let largest = 0;
  for (let i = 0; i < product.m; i++) {
    for (let j = 0; j < product.n; j++) {
      let [sum, lost, size] = [0, 0, 0];
      // Compensated (Kahan 1965): a plain sum would be less exact than what it is to judge.
      eachTerm(product, i, j, (x) => {
        const next = sum + (x - lost);
        lost = next - sum - (x - lost);
        sum = next;
        size += Math.abs(x);
      });
      largest = Math.max(largest, Math.abs(found[i * product.n + j] - sum) / size);
    }
  }
  return largest;
}

/** Whether every element is exactly the sum of its terms, which are integers. */
function isExact(product: Product): boolean {
  const found = multiply(product);
  for (let i = 0; i < product.m; i++) {
    for (let j = 0; j < product.n; j++) {
      let sum = 0;
      eachTerm(product, i, j, (x) => (sum += x));
      if (found[i * product.n + j] !== sum) return false;
    }
  }
  return true;
}

const pairsOf = (names: readonly string[]): (readonly [string, string])[] =>
  names.flatMap((left) => names.map((right) => [left, right] as const));
const smallInteger = (): number => random.integer(17) - 8;

describe.each(["32", "64", "I32"] as const)("product%s", (type) => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])("%d rows by 0 to 9, of up to 9 terms, in any layout", (m) => {
    const wrong: string[] = [];
    for (let n = 0; n <= 9; n++) {
      for (let k = 0; k <= 9; k++) {
        for (const layout of pairsOf(Object.keys(layouts))) {
          const product = products(type, [m, n, k], layout, smallInteger);
          if (!isExact(product)) wrong.push(`${m}×${k}×${n} ${layout.join(", ")}`);
          probe.release();
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    [1, 1, 5000],
    [1, 13, 2100],
    [9, 1, 4100],
    [2500, 1, 7],
    [1, 1100, 260],
    [3, 40, 300],
    [2100, 3, 1],
    [3, 2100, 1],
    [5, 70, 600],
    [70, 5, 600],
    [16, 530, 20],
    [150, 21, 270],
    [135, 530, 12],
  ] as const)("%d rows by %d, of %d terms", (m, n, k) => {
    const names = ["rows", "columns", "columns backwards", "one row for all", "with gaps"];
    const wrong = pairsOf(names).filter((layout) => {
      const product = products(type, [m, n, k], layout, smallInteger);
      const exact = isExact(product);
      probe.release();
      return !exact;
    });
    expect(wrong).toEqual([]);
  });
});

const transpositions = [
  ["rows", "rows"],
  ["rows", "columns"],
  ["columns", "rows"],
  ["columns", "columns"],
] as const;

describe.each(floats)("rounding in f$bits", ({ bits, epsilon }) => {
  const type = `${bits}` as const;

  test.each(transpositions)("of 150 × 300 × 70, %s by %s", (...layout) => {
    const product = products(type, [150, 70, 300], layout, () => random.normal());
    expect(largestError(product)).toBeLessThan(6 * epsilon);
  });

  test.each([
    ["1 × 60,000 × 1", [1, 1, 60_000]],
    ["5 × 60,000 × 1", [5, 1, 60_000]],
    ["1 × 60,000 × 5", [1, 5, 60_000]],
    ["5 × 60,000 × 9", [5, 9, 60_000]],
  ] as const)("of %s, whose terms are all positive", (_, size) => {
    for (const layout of transpositions) {
      expect(largestError(products(type, size, layout, () => 0.1))).toBeLessThan(80 * epsilon);
      expect(largestError(products(type, size, layout, () => random.uniform()))).toBeLessThan(80 * epsilon);
      probe.release();
    }
  });

  test("does not depend on where the arrays lie", () => {
    const sizes = [
      [3, 3, 3],
      [7, 1, 50],
      [1, 21, 50],
      [9, 21, 300],
    ] as const;
    for (const size of sizes) {
      for (const layout of transpositions) {
        const product = products(type, size, layout, () => random.normal());
        const first = multiply(product);
        probe.room(4);
        expect(multiply(product)).toEqual(first);
        probe.release();
      }
    }
  });
});

test.each(["32", "64"] as const)("product%s keeps what is not finite in its row and column", (type) => {
  for (const size of [
    [6, 11, 9],
    [6, 1, 40],
    [1, 11, 40],
    [5, 3, 1],
  ] as const) {
    const [m, n, k] = size;
    const product = products(type, size, ["rows", "columns"], () => 1 + random.uniform());
    product.a[(m - 1) * k] = NaN;
    product.b[(n - 1) * k] = Infinity;
    const found = multiply(product);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const x = found[i * n + j];
        if (i === m - 1) expect(x).toBeNaN();
        else if (j === n - 1) expect(x).toBe(Infinity);
        else expect(Number.isFinite(x)).toBe(true);
      }
    }
    probe.release();
  }
});

test("productI32 is modulo 2³²", () => {
  const product = products("I32", [3, 2, 4], ["rows", "columns"], () => random.uint32() | 0);
  const found = multiply(product);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 2; j++) {
      let sum = 0;
      for (let l = 0; l < 4; l++) sum = (sum + Math.imul(product.a[i * 4 + l], product.b[j * 4 + l])) | 0;
      expect(found[i * 2 + j]).toBe(sum);
    }
  }
});
