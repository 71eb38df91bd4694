import { makeJaxpr, valueAndGrad as plainValueAndGrad } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { grad, jit, np, valueAndGrad, type JaxArray } from "../../packages/ppl/src/jax/jax.js";

type Unary = (x: JaxArray) => JaxArray;

// jax-js types its functions by generics that a recursive type of trees gets lost in.
const gradient = (f: Unary): Unary => grad(f);
const valueAndGradient = (f: unknown, options = {}): ((x: JaxArray) => JaxArray[]) => {
  const both = valueAndGrad(f as never, options as never) as unknown as (x: JaxArray) => JaxArray[];
  return (x) => both(x).flat();
};

/** How many transformations jax-js thinks are going on. */
function depth(): number {
  let level = 0;
  const record = makeJaxpr((x: JaxArray) => {
    level = x._trace.main.level;
    return x;
  });
  record(0 as never);
  return level;
}

const cube = (x: JaxArray): JaxArray => x.ref.mul(x.ref).mul(x);

describe("derivatives", () => {
  test("are those of jax-js, nested too", () => {
    const [value, slope] = valueAndGradient(cube)(np.array(2));
    expect([value.item(), slope.item()]).toEqual([8, 12]);
    expect(gradient(gradient(cube))(np.array(2)).item()).toBe(12);
  });

  test("leave no transformation behind, also when the function throws", () => {
    const before = depth();
    gradient(gradient(cube))(np.array(2)).dispose();
    const compiled = jit(gradient(cube));
    compiled(np.array(2)).dispose();
    compiled.dispose();
    const broken = (): never => {
      throw new RangeError("mine");
    };
    expect(() => gradient(broken)(np.array(2))).toThrow("mine");
    expect(depth()).toBe(before);
    // jax-js' own does: once it no longer does, ours can go.
    const plain = plainValueAndGrad(cube) as unknown as (x: JaxArray) => JaxArray[];
    plain(np.array(2)).forEach((array) => array.dispose());
    expect(depth()).toBeGreaterThan(before);
  });

  test("have the type of what they are derivatives of, also where the function mixes types", () => {
    const mixed = (x: JaxArray): JaxArray => x.mul(np.array(Float64Array.of(2, 3))).sum();
    const [value, slope] = valueAndGradient(mixed)(np.array(2, { dtype: np.float32 }));
    expect([value.dtype, slope.dtype]).toEqual(["float64", "float32"]);
    expect([value.item(), slope.item()]).toEqual([10, 5]);
  });

  test("of some of the arguments, with an auxiliary value or without", () => {
    const product = (x: JaxArray, y: JaxArray): JaxArray => x.mul(y);
    const both = grad(product, { argnums: [0, 1] }) as unknown as (...args: JaxArray[]) => JaxArray[];
    expect(both(np.array(2), np.array(3)).map((array) => array.item())).toEqual([3, 2]);
    const second = grad(product, { argnums: 1 }) as unknown as (...args: JaxArray[]) => JaxArray;
    expect(second(np.array(2), np.array(3)).item()).toBe(2);
    const aux = grad(((x: JaxArray) => [cube(x.ref), x.add(1)]) as never, { hasAux: true } as never);
    const withAux = aux as unknown as (x: JaxArray) => JaxArray[];
    expect(withAux(np.array(2)).map((array) => array.item())).toEqual([12, 3]);
  });

  test("an argument may come back as an auxiliary value, at once and compiled", () => {
    const both = valueAndGradient((x: JaxArray) => [cube(x.ref), x], { hasAux: true });
    const compiled = jit(both as never) as unknown as typeof both & { dispose(): void };
    for (const f of [both, compiled]) {
      expect(f(np.array(2)).map((array) => array.item())).toEqual([8, 2, 12]);
    }
    compiled.dispose();
  });
});
