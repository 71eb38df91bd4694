import { lax, type JaxArray } from "../../../../packages/ppl/src/jax.js";
import type { ArrayProgram, Input } from "./array-program.js";
import type { Compile, Tree } from "./compile.js";
import { slopeOf, type Measure, type Slope } from "./differences.js";
import { arraysOf, firstOf, functionOf } from "./evaluate-array-program.js";
import type { Library } from "./expression.js";

/**
 * The slope of a program along a direction, by finite differences of the program as `compile` makes it. What the program
 * stops from being differentiated stays as it is at the point.
 */
export function slopeAlong(
  program: ArrayProgram,
  along: readonly (readonly number[])[],
  library: Library,
  compile: Compile,
  measure: Measure,
): Slope {
  const { dtype, inputs } = program;
  const recording = compile((given) => recordStopped(program, library, given));
  const stopped = recording(arraysOf(inputs, dtype)) as JaxArray[];
  const frozen = compile((given) => {
    let next = 0;
    const repeat = (x: JaxArray): JaxArray => {
      x.dispose();
      return stopped[next++].ref;
    };
    return functionOf(program, withStop(library, repeat))(given);
  });
  try {
    return slopeOf((t) => firstOf(frozen, dtype, moved(inputs, along, t)), measure);
  } finally {
    for (const owner of [recording, frozen]) owner.dispose?.();
    for (const array of stopped) array.dispose();
  }
}

/** The values that the program stops from being differentiated, in order. */
function recordStopped(program: ArrayProgram, library: Library, inputs: Tree): Tree {
  const stopped: JaxArray[] = [];
  const record = (x: JaxArray): JaxArray => {
    stopped.push(x.ref);
    return x;
  };
  const [value, others] = functionOf(program, withStop(library, record))(inputs) as [JaxArray, JaxArray[]];
  for (const array of [value, ...others]) array.dispose();
  return stopped;
}

function withStop(library: Library, stopGradient: (x: JaxArray) => JaxArray): Library {
  return { ...library, lax: { ...lax, stopGradient } };
}

/** Inputs a step along a direction. */
export function moved(inputs: readonly Input[], along: readonly (readonly number[])[], t: number): Input[] {
  return inputs.map(({ shape, values }, i) => ({
    shape,
    values: values.map((value, k) => value + t * along[i][k]),
  }));
}
