import { Random } from "../../../../../packages/core/src/math/random.js";
import type { FloatType } from "../array-program.js";
import { Builder } from "../builder.js";
import { between } from "../draw.js";
import type { Library } from "../expression.js";
import type { Context } from "./context.js";
import type { ModelProgram } from "./model-program.js";
import { writeBody } from "./statements.js";

/**
 * The model of one float type that belongs to a seed and numbers of a stream.
 * @param parts Whether plates may look at some of their members only; such a model has no potential.
 */
export function randomModel(
  library: Library,
  { dtype, parts }: { readonly dtype: FloatType; readonly parts: boolean },
  seed: number,
  ...stream: readonly number[]
): ModelProgram {
  const random = new Random(seed, ...stream);
  const b = new Builder(random, { ...library, dtype });
  const context: Context = { latents: [], data: new Map(), plates: [], root: b, parts };
  while (context.latents.length === 0) writeBody(b, context, between(random, 2, 8));
  const model = b.lambda([...context.data.keys()]);
  b.dispose();
  return {
    dtype,
    model,
    data: [...context.data.values()],
    latents: context.latents,
  };
}
