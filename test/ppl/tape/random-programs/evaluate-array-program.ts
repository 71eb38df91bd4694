import { np, valueAndGrad, type JaxArray } from "../../../../src/ppl/jax.js";
import { arraysIn, hostData } from "../../../../src/ppl/memory.js";
import type { ArrayProgram, FloatType, Input } from "./array-program.js";
import type { Compiled, Tree } from "./compile.js";
import { apply } from "./evaluate.js";
import type { Library } from "./expression.js";
import type { Numbers } from "./outcome.js";

type Gradients = (inputs: JaxArray[]) => [[JaxArray, JaxArray[]], JaxArray[]];

/** `inputs → [[value, others], gradients]`, to be called or to be compiled. */
export function gradientsOf({ lambda, dtype }: ArrayProgram, library: Library): (inputs: Tree) => Tree {
  const f = (inputs: JaxArray[]): unknown => apply(lambda, inputs, new Map(), { ...library, dtype });
  return valueAndGrad(f as never, { hasAux: true }) as unknown as (inputs: Tree) => Tree;
}

/** The program's numbers at its point, or at another. */
export function numbersOf(f: Compiled, dtype: FloatType, inputs: readonly Input[]): Numbers {
  const [[value, others], gradients] = (f as unknown as Gradients)(arraysOf(inputs, dtype));
  return {
    value: value.item(),
    gradients: gradients.map(listOf),
    others: others.map(listOf),
  };
}

/** The first result, without any gradient. */
export function valueOf({ lambda, dtype }: ArrayProgram, library: Library, inputs: readonly Input[]): number {
  const result = apply(lambda, arraysOf(inputs, dtype), new Map(), { ...library, dtype });
  const [value, ...others] = arraysIn(result);
  for (const other of others) other.dispose();
  return value.item();
}

function arraysOf(inputs: readonly Input[], dtype: FloatType): JaxArray[] {
  return inputs.map(({ shape, values }) => np.array([...values], { dtype: np[dtype], shape: [...shape] }));
}

function listOf(array: JaxArray): number[] {
  return Array.from(hostData(array));
}
