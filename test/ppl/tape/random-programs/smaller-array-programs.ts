import type { ArrayProgram, Input } from "./array-program.js";
import { isPath, usesIn, walk, type Lambda } from "./expression.js";
import { smallerLambdas } from "./shrink.js";

/** Programs with a line, a result or an argument less, or a shorter axis of an argument. Not all of them can be run. */
export function* smallerArrayPrograms(program: ArrayProgram): Iterable<ArrayProgram> {
  for (const lambda of smallerLambdas(program.lambda)) yield { ...program, lambda };
  const { inputs, lambda } = program;
  const { parameters } = lambda;
  const used = new Set(lambda.body.flatMap(({ value }) => usesIn(value)));
  for (const [i, { shape }] of inputs.entries()) {
    if (!used.has(parameters[i]) && inputs.length > 1) {
      const fewer = { ...lambda, parameters: parameters.toSpliced(i, 1) };
      yield { ...program, inputs: inputs.toSpliced(i, 1), lambda: fewer };
    }
    for (const [axis, extent] of shape.entries()) {
      if (extent > 1 && !countsEntries(lambda))
        yield { ...program, inputs: inputs.with(i, shortened(inputs[i], axis)) };
    }
  }
}

/** Whether a function has whole numbers, which may be places along an axis as long as it is. */
function countsEntries(lambda: Lambda): boolean {
  let found = false;
  walk(lambda, (inside) => {
    found ||= isPath(inside) && inside.path === "np.int32";
  });
  return found;
}

/** The input without the last entry along an axis. */
function shortened({ shape, values }: Input, axis: number): Input {
  const block = shape.slice(axis).reduce((product, extent) => product * extent);
  const dropped = block / shape[axis];
  return {
    shape: shape.with(axis, shape[axis] - 1),
    values: values.filter((_, i) => i % block < block - dropped),
  };
}
