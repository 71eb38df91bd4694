import "./float16.js";
import { makeJaxpr, tree, grad as jaxGrad, valueAndGrad as jaxValueAndGrad, type numpy } from "@jax-js/jax";
import { gradOf, valueAndGradOf } from "./differentiate.js";

export { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, vmap } from "@jax-js/jax";
export { makeJaxpr, tree };

const differentiation = { makeJaxpr, tree, valueAndGrad: jaxValueAndGrad };

/** The gradient of a function. */
export const grad = gradOf(differentiation) as unknown as typeof jaxGrad;
/** The value of a function and its gradient. */
export const valueAndGrad = valueAndGradOf(differentiation) as unknown as typeof jaxValueAndGrad;

/** An array of jax-js: concrete, or a tracer while a function is being compiled or differentiated. */
export type JaxArray = numpy.Array;
/** An array, or a number that takes on the type of the arrays it meets. */
export type ArrayLike = JaxArray | number;
/** What jax-js' own functions take: truth values as well. */
export type Operand = numpy.ArrayLike;
