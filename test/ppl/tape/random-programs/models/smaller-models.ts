import { usesIn } from "../expression.js";
import { smallerLambdas } from "../shrink.js";
import type { ModelProgram } from "./model-program.js";

/** Models with a statement or an argument less. Not all of them can be run. */
export function* smallerModels(program: ModelProgram): Iterable<ModelProgram> {
  for (const model of smallerLambdas(program.model)) yield { ...program, model };
  const { model, data } = program;
  const used = new Set(model.body.flatMap(({ value }) => usesIn(value)));
  for (const [i, name] of model.parameters.entries()) {
    if (used.has(name)) continue;
    const fewer = { ...model, parameters: model.parameters.toSpliced(i, 1) };
    yield { ...program, model: fewer, data: data.toSpliced(i, 1) };
  }
}
