import { Random } from "../../../../../packages/core/src/math/random.js";
import { NescioError } from "../../../../../packages/core/src/errors.js";
import { oneByOne } from "../one-by-one.js";
import { modelPotential, type ModelPotential } from "../../../../../packages/ppl/src/index.js";
import { valueAndGrad, type JaxArray } from "../../../../../packages/ppl/src/jax.js";
import { hostData } from "../../../../../packages/ppl/src/memory.js";
import { compareSlope } from "../compare-slope.js";
import { agree, compareNumbers, noiseOf } from "../compare.js";
import { coarse, direction, fine, slopeOf } from "../differences.js";
import type { Library } from "../expression.js";
import {
  failed,
  forgivingRounding,
  isBounded,
  messageOf,
  skipped,
  type Numbers,
  type Outcome,
} from "../outcome.js";
import { dataArrays, energy, pointArrays, programOf } from "./energy.js";
import type { ModelProgram } from "./model-program.js";

/**
 * Holds a model's potential and its gradient against the uncompiled gradient of the density of its trace, and against
 * finite differences of the potential itself.
 */
export function checkPotential(program: ModelProgram, library: Library): Outcome {
  let eager: Numbers;
  try {
    eager = eagerNumbers(program, library);
  } catch (error) {
    return skipped(`uncompiled, it throws: ${messageOf(error)}`);
  }
  if (!isBounded(eager)) return skipped("the gradient is too large");
  return forgivingRounding(
    (noise) => checkCompiled(program, library, eager, noise),
    () => noiseOf(eager, otherPrecision(program, library)),
  );
}

function eagerNumbers(program: ModelProgram, library: Library): Numbers {
  const f = (z: JaxArray[]): JaxArray => energy(program, library, z, dataArrays(program.data));
  const gradient = valueAndGrad(f as never) as unknown as (z: JaxArray[]) => [JaxArray, JaxArray[]];
  return oneByOne(() => {
    const [value, gradients] = gradient(pointArrays(program.latents, program.dtype));
    return { value: value.item(), gradients: gradients.map((g) => Array.from(hostData(g))), others: [] };
  });
}

function otherPrecision(program: ModelProgram, library: Library): Numbers | undefined {
  try {
    return eagerNumbers({ ...program, dtype: program.dtype === "float64" ? "float32" : "float64" }, library);
  } catch {
    // Types that the program names may not fit it any more.
    return undefined;
  }
}

function checkCompiled(program: ModelProgram, library: Library, eager: Numbers, noise: number): Outcome {
  const { dtype, data, latents } = program;
  let made: ModelPotential;
  try {
    made = modelPotential(programOf(program, library), dataArrays(data), { dtype });
  } catch (error) {
    // It draws from the priors first, and what they draw may be beyond what float32 can hold.
    if (error instanceof NescioError) return skipped(`the model refuses a draw: ${messageOf(error)}`);
    return failed(`compiled: throws: ${messageOf(error)}`, [String(error)]);
  }
  try {
    const sizes = made.latents.map(({ name }) => latents.find((latent) => latent.name === name)!);
    const point = sizes.flatMap(({ unconstrained }) => unconstrained);
    const at = (position: readonly number[]): Numbers => {
      const gradient = new Float64Array(position.length);
      const value = made.potential(Float64Array.from(position), gradient);
      let offset = 0;
      const parts = sizes.map(({ unconstrained }) =>
        Array.from(gradient.subarray(offset, (offset += unconstrained.length))),
      );
      return { value, gradients: parts, others: [] };
    };
    at(point.map((z) => z + 0.01));
    const first = at(point);
    const different = compareNumbers(first, eager, noise);
    if (different !== undefined) return different;
    if (!agree(first, at(point))) return failed("compiled: a second call gives other numbers", []);
    const along = direction(new Random(0), point.length);
    const valueAt = (t: number): number => at(point.map((z, i) => z + t * along[i])).value;
    const measure = dtype === "float64" ? fine : coarse;
    const flat = first.gradients.flat();
    const slope = slopeOf(valueAt, measure);
    return compareSlope("compiled", slope, flat, along, measure, noise) ?? { kind: "agrees" };
  } catch (error) {
    return failed(`compiled: throws: ${messageOf(error)}`, [String(error)]);
  } finally {
    made.dispose();
  }
}
