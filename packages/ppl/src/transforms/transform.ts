import type { JaxArray } from "../jax.js";

/** A smooth bijection y = f(x), with the volume that it changes by. */
export interface Transform {
  readonly name: string;
  /** Arrays that it takes, the caller's: they may be other ones in each run of a program. */
  readonly arrays?: readonly JaxArray[] | undefined;
  /** How many of the last axes of x, and of y, make up one value. */
  readonly eventDims: { readonly input: number; readonly output: number };
  /** Consumes x. */
  forward(x: JaxArray): JaxArray;
  /** Consumes y. */
  inverse(y: JaxArray): JaxArray;
  /** log |det ∂f/∂x| of each value; the shape of x without its event axes. Consumes both; `y` is f(x). */
  logDetJacobian(x: JaxArray, y: JaxArray): JaxArray;
  /** The shape of y for a shape of x, and back. */
  forwardShape(shape: readonly number[]): number[];
  inverseShape(shape: readonly number[]): number[];
}
