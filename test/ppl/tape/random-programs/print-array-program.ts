import type { ArrayProgram } from "./array-program.js";
import { constant } from "./constant.js";
import { print } from "./print.js";

/** A program and its gradient at the point of the test, as text that can be run. */
export function printArrayProgram({ dtype, inputs, lambda }: ArrayProgram): string {
  const arrays = inputs.map(({ shape, values }) => print(constant(shape, values)));
  return [
    `const dtype = np.${dtype};`,
    `const f = ${print(lambda)};`,
    `const gradient = valueAndGrad((z) => f(...z), { hasAux: true });`,
    `const point = () => [${arrays.join(", ")}];`,
    `console.log(compile(gradient)(point()), gradient(point()));`,
  ].join("\n");
}
