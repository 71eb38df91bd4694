import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jit, np, type JaxArray } from "../../packages/ppl/src/jax.js";
import { Lending, lending } from "../../packages/ppl/src/lending.js";
import {
  arraysIn,
  hostData,
  isArray,
  isConcrete,
  isTracing,
  mapArrays,
} from "../../packages/ppl/src/memory.js";
import { splitArguments, StaticCache } from "../../packages/ppl/src/static-arguments.js";
import { liveSlots } from "../helpers/live-arrays.js";

let live = 0;
beforeEach(() => (live = liveSlots()));
afterEach(() => expect(liveSlots()).toBe(live));

describe("lending", () => {
  test("borrowed arrays stay, consumed ones go, and the result is the caller's", () => {
    const [a, b] = [np.array([1, 2]), np.array([3, 4])];
    const sum = lending([a], [b], ([x], [y]) => x.mul(y).add(x).add(y.ref));
    expect(a.refCount).toBe(1);
    expect(sum.js()).toEqual([7, 14]);
    expect(a.js()).toEqual([1, 2]);
  });

  test("what is borrowed may be returned", () => {
    const a = np.array([1]);
    expect(lending([a], [], ([x]) => x)).toBe(a);
    expect(a.refCount).toBe(2);
    a.dispose();
    a.dispose();
  });

  test("a function that throws gives everything back", () => {
    const [a, b] = [np.array([1]), np.array([2])];
    const fail = (): never => {
      throw new Error("mine");
    };
    expect(() => lending([a], [b], fail)).toThrow("mine");
    expect(a.refCount).toBe(1);
    a.dispose();
  });

  test("in compiled functions too, also for arrays from outside", () => {
    const outside = np.array([10, 20]);
    const compiled = jit((x: JaxArray) => lending([outside], [x], ([o], [y]) => y.mul(o).add(o).sub(y)));
    expect(compiled(np.array([1, 2])).js()).toEqual([19, 58]);
    expect(compiled(np.array([2, 3])).js()).toEqual([28, 77]);
    compiled.dispose();
    expect(outside.refCount).toBe(1);
    outside.dispose();
  });

  test("references that are taken or freed by hand count for nothing", () => {
    const a = np.array([1, 2]);
    const loan = new Lending();
    const lent = loan.lend(a);
    expect(lent.ref.mul(lent).add(lent.ref.ref).js()).toEqual([2, 6]);
    lent.dispose();
    lent.dispose();
    expect([lent.js(), Array.from(hostData(lent))]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    loan.end();
    expect(a.refCount).toBe(1);
    a.dispose();
  });

  test("a use after the end is told by name, as an operand and as numbers", () => {
    const a = np.array([1]);
    const loan = new Lending();
    const lent = loan.lend(a, 'site "w"');
    loan.end();
    const told = 'site "w": expected its value to be used only while the program runs';
    expect(() => lent.add(1)).toThrow(told);
    expect(() => np.array([1]).add(lent)).toThrow(told);
    expect(() => lent.item()).toThrow(told);
    a.dispose();
  });

  test("a tracer that outlived its recording is told, not mixed up with another one", () => {
    const tracers: JaxArray[] = [];
    const first = jit((x: JaxArray) => {
      tracers.push(x.ref);
      return x;
    });
    first(np.array([1])).dispose();
    const second = jit((x: JaxArray) => lending([x], [], ([lent]) => lent.add(tracers[0])));
    const x = np.array([1, 2]);
    expect(() => second(x)).toThrow("which belongs to a recording that has ended");
    x.dispose();
    first.dispose();
  });
});

describe("arrays among other values", () => {
  test("are found, and replaced", () => {
    const [a, b] = [np.array([1]), np.array([2])];
    const date = new Date(0);
    const value = { a, list: [b, 3, "text", undefined], date };
    expect(arraysIn(value).map((array) => array === b)).toEqual([false, true]);
    const mapped = mapArrays(value, () => a);
    expect(mapped.list[0] === a).toBe(true);
    expect(mapped.date).toBe(date);
    expect([a, 3, null, {}].map(isArray)).toEqual([true, false, false, false]);
    a.dispose();
    b.dispose();
  });

  test("tracers are no numbers yet", () => {
    expect(isTracing()).toBe(false);
    const seen: boolean[] = [];
    const compiled = jit((x: JaxArray) => {
      seen.push(isTracing(), isConcrete(x), isArray(x));
      return x;
    });
    compiled(np.array(1)).dispose();
    compiled.dispose();
    expect(seen).toEqual([true, false, true]);
  });

  test("arguments are told apart by what is no array", () => {
    const [a, b] = [np.array([1]), np.array([2])];
    const of = (...args: unknown[]) => splitArguments(args).statics;
    const disposed: number[] = [];
    const compile = (i: number) => ({ i, dispose: () => void disposed.push(i) });
    const cache = new StaticCache<ReturnType<typeof compile>>();
    const keys = [of(a, 1), of(a, 2), of(1, a), of([a, 1]), of({ x: a }), of({ y: a }), of(a, b), of("a", 1)];
    keys.forEach((statics, i) => expect(cache.get(statics, () => compile(i)).i).toBe(i));
    expect(cache.get(of(b, 1), () => compile(-1)).i).toBe(0);
    const [first, { b: second }] = splitArguments([a, { b }] as const).rebuild([b, a]);
    expect([first === b, second === a]).toEqual([true, true]);
    for (let i = 0; i < 40; i++) cache.get(of(`text ${i}`), () => compile(100 + i));
    expect(cache.clear().length).toBe(32);
    expect(disposed).toEqual([0, 1, 2, 3, 4, 5, 6, 7, ...Array.from({ length: 8 }, (_, i) => 100 + i)]);
    expect(() => of(new Float32Array(2))).toThrow("a Float32Array, whose numbers would be compiled in");
    a.dispose();
    b.dispose();
  });
});
