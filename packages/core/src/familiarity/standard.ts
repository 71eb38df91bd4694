import * as z from "zod";
import { quantile } from "../math/quantile.js";

/** What makes scores of different kinds comparable. */
export interface Standard {
  readonly centre: number;
  /** Above 0. */
  readonly scale: number;
}

/**
 * The median of some genuine images' scores, and the distance from there to their 2 % quantile: the spread on the side that
 * matters.
 */
export function standardOf(scores: Float32Array): Standard {
  const centre = quantile(scores, 0.5);
  const spread = centre - quantile(scores, 0.02);
  return { centre, scale: spread > 0 ? spread : 1 };
}

/** A score less its median and over its spread. */
export function standardised(score: number, { centre, scale }: Standard): number {
  return (score - centre) / scale;
}

/** The same in a model file. */
export const standardSchema = z.strictObject({ centre: z.number(), scale: z.number().gt(0) });
