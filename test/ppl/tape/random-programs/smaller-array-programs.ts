import type { ArrayProgram, Input } from "./array-program.js";
import { usesIn } from "./expression.js";
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
      if (extent > 1) yield { ...program, inputs: inputs.with(i, shortened(inputs[i], axis)) };
    }
  }
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
