import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { Random } from "../../../packages/core/src/math/random.js";
import { np } from "../../../packages/ppl/src/jax.js";
import { numbers } from "../distributions/values.js";
import { Probe, type Numbers } from "./probe.js";

const probe = await Probe.start();
const random = new Random(13);
afterEach(() => probe.release());

const special = [NaN, -0, 0, Infinity, -Infinity, 1, -1, 5e-324, 3.5e38, -3.5e38];
const integers = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 32 - 1];

const types = [
  { name: "F32", Type: Float32Array, dtype: np.float32, drawn: fc.float(), special },
  { name: "F64", Type: Float64Array, dtype: np.float64, drawn: fc.double(), special },
  { name: "I32", Type: Int32Array, dtype: np.int32, drawn: fc.integer(), special: integers },
  {
    name: "U32",
    Type: Uint32Array,
    dtype: np.uint32,
    drawn: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    special: integers,
  },
] as const;

describe.each(types)("of $name", ({ name, Type, dtype, drawn, special }) => {
  const width = Type.BYTES_PER_ELEMENT;
  const code = probe.constant(name);
  const scratchOf = (n: number): number => probe.room(n * probe.constant("SORT_SCRATCH"));

  function sort(x: Numbers): number[] {
    const to = probe.room(x.byteLength);
    probe.call("sort", probe.put(x), to, x.length, code, scratchOf(x.length));
    return Array.from(probe.read<Numbers>(Type, to, x.length, width));
  }

  function argsort(x: Numbers): { values: number[]; indices: number[] } {
    const [to, indices] = [probe.room(x.byteLength), probe.room(4 * x.length)];
    probe.call("argsort", probe.put(x), to, indices, x.length, code, scratchOf(x.length));
    return {
      values: Array.from(probe.read<Numbers>(Type, to, x.length, width)),
      indices: Array.from(probe.read(Int32Array, indices, x.length, 4)),
    };
  }

  /** A stable sort by comparison, NaN last. */
  function expectedIndices(x: Numbers): number[] {
    const indices = Array.from(x, (_, i) => i);
    return indices.sort((i, j) => {
      const [a, b] = [x[i], x[j]];
      if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
      return a < b ? -1 : Number(a > b);
    });
  }

  function check(x: Numbers): void {
    expect(sort(x)).toEqual(Array.from(x.slice().sort()));
    const indices = expectedIndices(x);
    expect(argsort(x)).toEqual({ indices, values: indices.map((i) => x[i]) });
    probe.release();
  }

  test("any row comes out as JavaScript's sort has it", () => {
    const element = fc.oneof(drawn, fc.constantFrom<number>(...special), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(fc.array(element, { maxLength: 70 }), (row) => check(Type.from(row))),
      { seed: 1, numRuns: 300 },
    );
  });

  test.each([15, 16, 17, 31, 32, 33, 48, 64, 65, 1000, 4096, 5001])(
    "%d elements, many of them equal",
    (n) => {
      const places = Array.from({ length: n }, (_, i) => i);
      check(Type.from(places));
      check(Type.from(places.map((i) => n - i)));
      check(Type.from(places.map(() => random.integer(n >> 2))));
      check(Type.from(places.map(() => special[random.integer(special.length)])));
    },
  );

  test("is what jax-js gives, with all its special numbers", () => {
    const row = Type.from(Array.from({ length: 60 }, () => special[random.integer(special.length)]));
    const array = np.array(row, { dtype });
    expect(sort(row)).toEqual(numbers(np.sort(array.ref)));
    expect(argsort(row).indices).toEqual(numbers(np.argsort(array)));
  });

  test("may write over what it sorts", () => {
    const at = probe.put(Type.of(3, 1, 2));
    probe.call("sort", at, at, 3, code, scratchOf(3));
    expect(Array.from(probe.read<Numbers>(Type, at, 3, width))).toEqual([1, 2, 3]);
  });
});

test("NaN of either sign come last and stay in their order", () => {
  const bits = Uint32Array.of(0xffc00001, 0x3f800000, 0x7fc00002, 0xff800000);
  const [at, to, indices] = [probe.put(bits), probe.room(16), probe.room(16)];
  const scratch = probe.room(4 * probe.constant("SORT_SCRATCH"));
  probe.call("sort", at, to, 4, probe.constant("F32"), scratch);
  expect(Array.from(probe.read(Float32Array, to, 4, 4))).toEqual([-Infinity, 1, NaN, NaN]);
  probe.call("argsort", at, to, indices, 4, probe.constant("F32"), scratch);
  expect(Array.from(probe.read(Int32Array, indices, 4, 4))).toEqual([3, 1, 0, 2]);
});
