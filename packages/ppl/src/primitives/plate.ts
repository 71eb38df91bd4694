import { NescioError } from "@nescio/core";
import { checkFields, checkFunction } from "../check-kind.js";
import { expand } from "../distributions/expand.js";
import { np, type JaxArray } from "../jax.js";
import { handle, perform, running, type Handler } from "../runtime/run.js";
import type { Frame } from "../runtime/frame.js";
import { batchShapeOf } from "../runtime/site-shapes.js";
import {
  labelOf,
  type FactorSite,
  type PlateFrame,
  type PlateSite,
  type SampleSite,
} from "../runtime/site.js";

export interface PlateOptions {
  /** Look at only so many members each run, drawn without replacement; densities are scaled up. Default: all. */
  readonly subsampleSize?: number | undefined;
  /** The batch axis to take up, negative, counted from the right. Default: the first one that no outer plate has. */
  readonly dim?: number | undefined;
}

/** The handlers that are plates tell which they are, so that an inner one finds its axis. */
interface PlateHandler extends Handler {
  readonly plate: PlateFrame;
}

/**
 * Declares that the sites in `body` are independent along a batch axis, given what is outside: their distributions are
 * expanded to it, and so are factors, one term for each member. A parameter, observation or factor of another shape is
 * refused. With `subsampleSize`, log-probabilities in it are scaled by `size / subsampleSize`, so that their sum estimates
 * that of the whole (Hoffman et al. 2013, §2.2).
 * @param body Gets the members of this run, int32 `[subsampleSize]`, lent.
 */
export function plate<R>(name: string, size: number, body: (indices: JaxArray) => R): R;
export function plate<R>(
  name: string,
  size: number,
  options: PlateOptions,
  body: (indices: JaxArray) => R,
): R;
export function plate<R>(
  name: string,
  size: number,
  ...rest: [(indices: JaxArray) => R] | [PlateOptions, (indices: JaxArray) => R]
): R {
  const [options, body] = rest.length === 2 ? rest : [{}, rest[0]];
  const label = `plate "${name}"`;
  checkFunction(
    body,
    label,
    "a function as its last argument",
    "plate(name, size, body), or plate(name, size, options, body).",
  );
  checkFields(options, label, ["subsampleSize", "dim"]);
  const { handlers } = running("plate", name);
  const outer = handlers.filter((handler): handler is PlateHandler => "plate" in handler).map((h) => h.plate);
  const frame = checkPlate(name, size, options, outer);
  const { value } = perform<PlateSite>({
    type: "plate",
    name,
    plate: frame,
    key: undefined,
    value: undefined,
    stop: false,
  });
  const handler: PlateHandler = {
    plate: frame,
    process(site, run) {
      if (site.type !== "sample" && site.type !== "factor") return;
      expandTo(site, frame, run);
      scaleIn(site, frame, run);
    },
  };
  return handle(handler, body)(value!);
}

function checkPlate(
  name: string,
  size: number,
  { subsampleSize = size, dim }: PlateOptions,
  outer: readonly PlateFrame[],
): PlateFrame {
  const fail = (expected: string, found: string): never => {
    throw new NescioError({ code: "invalid-program", subject: `plate "${name}"`, expected, found });
  };
  if (!Number.isSafeInteger(size) || size < 1) fail("a whole number of members, at least 1", String(size));
  if (!Number.isSafeInteger(subsampleSize) || subsampleSize < 1 || subsampleSize > size) {
    fail(`a subsampleSize from 1 to ${size}`, String(subsampleSize));
  }
  const taken = new Map(outer.map((plate) => [plate.dim, plate.name]));
  if (dim === undefined) {
    for (dim = -1; taken.has(dim); dim--);
  } else {
    if (!Number.isSafeInteger(dim) || dim > -1) fail("a dim of −1 or less", String(dim));
    if (taken.has(dim)) fail("a dim of its own", `${dim}, which plate "${taken.get(dim)!}" has`);
  }
  return { name, size, subsampleSize, dim };
}

/** Repeats a site's distribution, or its terms, along the axis of a plate. */
function expandTo(site: SampleSite | FactorSite, { name, dim, subsampleSize }: PlateFrame, run: Frame): void {
  const own = batchShapeOf(site);
  const batch = [...own];
  while (batch.length < -dim) batch.unshift(1);
  const extent = batch[batch.length + dim];
  if (extent !== 1 && extent !== subsampleSize) {
    throw new NescioError({
      code: "invalid-program",
      subject: labelOf(site),
      expected: `batch axis ${dim} to have 1 or ${subsampleSize} entries, as plate "${name}" has`,
      found: `batch shape [${own.join(", ")}]`,
    });
  }
  batch[batch.length + dim] = subsampleSize;
  if (batch.join() === own.join()) return;
  if (site.type === "sample") site.distribution = expand(site.distribution, batch);
  else site.value = run.own(np.broadcastTo(site.value, batch));
}

function scaleIn(site: SampleSite | FactorSite, plate: PlateFrame, run: Frame): void {
  const factor = plate.size / plate.subsampleSize;
  site.plates.push(plate);
  if (factor === 1) return;
  site.scale =
    typeof site.scale === "number" ? site.scale * factor : run.own(np.multiply(site.scale, factor));
}
