import { NescioError } from "@nescio/core";
import { np } from "../jax.js";
import { labelOf, type FactorSite, type PlateFrame, type SampleSite } from "./site.js";

type Shape = readonly number[];

/** The batch shape that a site has by itself: that of its distribution, or of a factor's terms. */
export function batchShapeOf(site: SampleSite | FactorSite): Shape {
  return site.type === "sample" ? site.distribution.batchShape : site.value.shape;
}

/**
 * Throws unless a site that declared a batch shape, before the plates around it were told, stands in no other axes than
 * theirs: an axis to the left of all plates would be multiplied with them, as a column of N parameters in a plate of N is
 * to N × N. Axes between and to the right of plates are the site's own.
 */
export function checkDeclared(site: SampleSite | FactorSite, declared: Shape): void {
  const { plates } = site;
  if (plates.length === 0) return;
  const width = Math.max(...plates.map(({ dim }) => -dim));
  const left = declared.slice(0, Math.max(0, declared.length - width));
  if (left.every((extent) => extent === 1)) return;
  const shape = batchShapeOf(site).slice(left.length);
  throw shapeError(
    site,
    `a batch shape that broadcasts to ${brackets(shape)}${where(site)}`,
    `batch shape ${brackets(declared)}`,
    "An axis of independent copies is a plate of its own, or part of the value by toEvent.",
  );
}

/**
 * Throws unless the value of a site broadcasts to its shape without making more of it: each term of the log-probability
 * counts once. Only where parameters are numbers and no plate says how many values there are, the value does.
 */
export function checkValueShape(site: SampleSite, value: Shape): void {
  const { batchShape, eventShape } = site.distribution;
  const batch = value.slice(0, Math.max(0, value.length - eventShape.length));
  const event = value.slice(batch.length);
  const free = batchShape.length === 0 && site.plates.length === 0;
  if (event.join() === eventShape.join() && (free || broadcastsTo(batch, batchShape))) return;
  throw shapeError(
    site,
    `a value whose shape broadcasts to ${brackets([...batchShape, ...eventShape])}, the site's shape${where(site)}`,
    `shape ${brackets(value)}`,
    undefined,
  );
}

/** Throws unless a site's mask broadcasts to the shape of its terms, given the batch shape of its value. */
export function checkMaskShape(site: SampleSite | FactorSite, valueBatch: Shape): void {
  if (site.mask === undefined) return;
  const terms = np.broadcastShapes([...valueBatch], [...batchShapeOf(site)]);
  if (broadcastsTo(site.mask.shape, terms)) return;
  throw shapeError(
    site,
    `a mask whose shape broadcasts to ${brackets(terms)}, the ${site.type === "sample" ? "site's batch shape" : "factor's shape"}${where(site)}`,
    `shape ${brackets(site.mask.shape)}`,
    "Put the mask around those sites alone that have its shape.",
  );
}

/** Whether NumPy's rules make a shape another one, and no larger one. */
function broadcastsTo(from: Shape, to: Shape): boolean {
  const offset = to.length - from.length;
  return offset >= 0 && from.every((extent, axis) => extent === 1 || extent === to[offset + axis]);
}

/** The plates around a site, for errors. */
function where({ plates }: { readonly plates: readonly PlateFrame[] }): string {
  if (plates.length === 0) return "";
  const names = plates.toReversed().map(({ name, subsampleSize }) => `"${name}" of ${subsampleSize}`);
  return ` in plate${names.length > 1 ? "s" : ""} ${names.join(", ")}`;
}

function brackets(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

function shapeError(
  site: SampleSite | FactorSite,
  expected: string,
  found: string,
  next: string | undefined,
): NescioError {
  return new NescioError({ code: "invalid-program", subject: labelOf(site), expected, found, next });
}
