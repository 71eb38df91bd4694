import type { JaxArray } from "../../../../packages/ppl/src/jax.js";

/** Arrays in lists. */
export type Tree = JaxArray | readonly Tree[];

/** A compiled function: consumes its arguments. */
export type Compiled = ((...args: readonly Tree[]) => Tree) & { dispose?: () => void };

/** What is under test: makes a function that computes the same faster. */
export type Compile = (f: (...args: readonly Tree[]) => Tree) => Compiled;

/** A compiler and what it promises. */
export interface UnderTest {
  readonly compile: Compile;
  /** Whether exponentials, logarithms and the like of float64 have its precision: uncompiled, they have float32's. */
  readonly exact: boolean;
}
