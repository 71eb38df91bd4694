import { np, valueAndGrad, type JaxArray } from "../../../../packages/ppl/src/jax.js";
import { arraysIn, hostData } from "../../../../packages/ppl/src/memory.js";
import type { ArrayProgram, FloatType, Input } from "./array-program.js";
import type { Compiled, Tree } from "./compile.js";
import { apply } from "./evaluate.js";
import type { Library } from "./expression.js";
import type { Numbers } from "./outcome.js";

type Gradients = (inputs: JaxArray[]) => [[JaxArray, JaxArray[]], JaxArray[]];

/** `inputs → [value, others]`, to be called or to be compiled. */
export function functionOf({ lambda, dtype }: ArrayProgram, library: Library): (inputs: Tree) => Tree {
  return (inputs) => apply(lambda, inputs as JaxArray[], new Map(), { ...library, dtype }) as Tree;
}

/** `inputs → [[value, others], gradients]`, to be called or to be compiled. */
export function gradientsOf(program: ArrayProgram, library: Library): (inputs: Tree) => Tree {
  const f = functionOf(program, library);
  return valueAndGrad(f as never, { hasAux: true }) as unknown as (inputs: Tree) => Tree;
}

/** What a function of `gradientsOf`, compiled or not, gives at a point. */
export function numbersOf(f: Compiled, dtype: FloatType, inputs: readonly Input[]): Numbers {
  const [[value, others], gradients] = (f as unknown as Gradients)(arraysOf(inputs, dtype));
  return {
    value: value.item(),
    gradients: gradients.map(listOf),
    others: others.map(listOf),
  };
}

/** The first result of a function at a point; the others are freed. */
export function firstOf(f: Compiled, dtype: FloatType, inputs: readonly Input[]): number {
  const [value, ...others] = arraysIn(f(arraysOf(inputs, dtype)));
  for (const other of others) other.dispose();
  return value.item();
}

export function arraysOf(inputs: readonly Input[], dtype: FloatType): JaxArray[] {
  return inputs.map(({ shape, values }) => np.array([...values], { dtype: np[dtype], shape: [...shape] }));
}

function listOf(array: JaxArray): number[] {
  return Array.from(hostData(array));
}
