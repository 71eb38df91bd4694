import type { ArrayInput } from "../array-input.js";
import type { Constraint } from "../constraint.js";
import { real } from "../constraints/index.js";
import type { JaxArray } from "../jax.js";
import type { Key } from "../random/index.js";
import { perform } from "../runtime/run.js";
import type { ParamSite } from "../runtime/site.js";

export interface ParamOptions {
  /** What the value must be; optimisers work in the unconstrained space behind it. Default `real`. */
  readonly constraint?: Constraint | undefined;
}

/**
 * A number, vector or matrix to be optimised, by name. The same name is the same parameter everywhere in a program.
 * @param init Where it starts: an array (consumed), numbers, or a function that makes it, from a key if it wants one.
 * The function is called once, when inference starts.
 * @returns Its value, lent: it may be used freely while the program runs.
 * @throws NescioError `invalid-program` for a start outside the constraint.
 */
export function param(
  name: string,
  init: ArrayInput | ((key: Key) => ArrayInput),
  { constraint = real }: ParamOptions = {},
): JaxArray {
  return perform<ParamSite>({
    type: "param",
    name,
    init,
    constraint,
    key: undefined,
    value: undefined,
    stop: false,
  }).value!;
}
