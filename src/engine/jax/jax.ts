import "./float16.js";
import type { numpy } from "@jax-js/jax";

export {
  blockUntilReady,
  defaultDevice,
  grad,
  init,
  jit,
  lax,
  makeJaxpr,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
  vmap,
} from "@jax-js/jax";

/** An array of jax-js: concrete, or a tracer while a function is being compiled or differentiated. */
export type JaxArray = numpy.Array;
/** An array, or a number that takes on the type of the arrays it meets. */
export type ArrayLike = JaxArray | number;
/** What jax-js' own functions take: truth values as well. */
export type Operand = numpy.ArrayLike;
