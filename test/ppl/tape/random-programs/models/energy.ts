import {
  handle,
  seed,
  trace,
  type Handler,
  type Program,
  type Trace,
} from "../../../../../packages/ppl/src/index.js";
import { np, type JaxArray } from "../../../../../packages/ppl/src/jax.js";
import { apply } from "../evaluate.js";
import type { Library } from "../expression.js";
import type { Data, LatentSite, ModelProgram } from "./model-program.js";

/** The model as a program of its data. */
export function programOf({ model, dtype }: ModelProgram, library: Library): Program<JaxArray[]> {
  return (...data) => apply(model, data, new Map(), { ...library, dtype });
}

export function dataArrays(data: readonly Data[]): JaxArray[] {
  return data.map(({ shape, values, dtype }) =>
    np.array(dtype === "bool" ? values.map((value) => value !== 0) : [...values], {
      dtype: np[dtype],
      shape: [...shape],
    }),
  );
}

/** The points of the random variables in the unconstrained space. */
export function pointArrays(
  latents: readonly LatentSite[],
  dtype: ModelProgram["dtype"],
  points: readonly (readonly number[])[] = latents.map(({ unconstrained }) => unconstrained),
): JaxArray[] {
  return latents.map(({ unconstrainedShape }, i) =>
    np.array([...points[i]], { dtype: np[dtype], shape: [...unconstrainedShape] }),
  );
}

/** A run in which every random variable is the image of its own array of `z`, and what that did to volumes. */
function placed(
  program: ModelProgram,
  library: Library,
  z: readonly JaxArray[],
  data: JaxArray[],
): { run: Trace; volume: JaxArray[] } {
  const volume: JaxArray[] = [];
  const place: Handler = {
    process(site, frame) {
      if (site.type !== "sample" || site.observed || site.value !== undefined) return;
      const index = program.latents.findIndex(({ name }) => name === site.name);
      const { transform } = site.distribution.support;
      if (index === -1 || transform === undefined) throw new Error(`no point for site ${site.name}`);
      const y = transform.forward(z[index].ref);
      volume.push(transform.logDetJacobian(z[index], y.ref).sum());
      site.value = frame.own(y);
    },
  };
  const run = trace(handle(place, seed(programOf(program, library), 0)))(...data);
  return { run, volume };
}

/** −log p(x(z), data) − log |det ∂x/∂z|. Consumes `z` and `data`. */
export function energy(
  program: ModelProgram,
  library: Library,
  z: readonly JaxArray[],
  data: JaxArray[],
): JaxArray {
  const { run, volume } = placed(program, library, z, data);
  const density = volume.reduce((sum, term) => sum.add(term), run.logDensity());
  run.dispose();
  return density.mul(-1);
}

/** The values of the random variables at the model's point. */
export function pointValues(program: ModelProgram, library: Library): Record<string, JaxArray> {
  const z = pointArrays(program.latents, program.dtype);
  const { run, volume } = placed(program, library, z, dataArrays(program.data));
  const values = Object.fromEntries(run.latents().map(({ name, value }) => [name, value.ref]));
  for (const array of volume) array.dispose();
  run.dispose();
  return values;
}
