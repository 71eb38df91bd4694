import { constant } from "../constant.js";
import { print } from "../print.js";
import type { ModelProgram } from "./model-program.js";
import { remainingLatents, type StepProgram } from "./step-program.js";
import { writtenGuide } from "./written-guide.js";

/** A model, its data, and its potential at the point of the test, as text that can be run. */
export function printPotential(program: ModelProgram): string {
  const point = remainingLatents(program).flatMap(({ unconstrained }) => unconstrained);
  return [
    printModel(program),
    `const made = modelPotential(model, data(), { dtype: "${program.dtype}" });`,
    `const gradient = new Float64Array(${point.length});`,
    `console.log(made.potential(Float64Array.of(${point.join(", ")}), gradient), gradient);`,
  ].join("\n");
}

/** A model, its data, its guide and the step, as text that can be run. */
export function printStep({ model, guide, loss, particles }: StepProgram): string {
  const latents = remainingLatents(model);
  const at = latents.map(({ name, unconstrained }) => `${name} [${unconstrained.join(", ")}]`);
  const text =
    guide === "written"
      ? `const guide = ${print(writtenGuide(latents))};`
      : `// The guide starts where these are, in the unconstrained space: ${at.join(", ")}\nconst guide = ${guide}(model);`;
  return [
    printModel(model),
    text,
    `const optimizer = sgd({ learningRate: 1 });`,
    `const inference = svi({ model, guide, optimizer, loss: ${loss}({ particles: ${particles} }) });`,
    `console.log(inference.step(inference.init(1, ...data()), ...data()));`,
  ].join("\n");
}

function printModel({ dtype, model, data }: ModelProgram): string {
  const arrays = data.map(({ shape, values, dtype: type }) => print(constant(shape, values, `np.${type}`)));
  return [
    `const dtype = np.${dtype};`,
    `const model = ${print(model)};`,
    `const data = () => [${arrays.join(", ")}];`,
  ].join("\n");
}
