import type { JaxArray } from "../jax.js";
import type { Transform } from "./transform.js";

/** A transform of each number by itself; the functions consume their arrays. */
export function elementwise(
  name: string,
  functions: {
    forward(x: JaxArray): JaxArray;
    inverse(y: JaxArray): JaxArray;
    /** log |f′(x)|, from x alone. */
    logSlope(x: JaxArray): JaxArray;
  },
): Transform {
  return {
    name,
    eventDims: { input: 0, output: 0 },
    forward: (x) => functions.forward(x),
    inverse: (y) => functions.inverse(y),
    logDetJacobian(x, y) {
      y.dispose();
      return functions.logSlope(x);
    },
    forwardShape: (shape) => [...shape],
    inverseShape: (shape) => [...shape],
  };
}
