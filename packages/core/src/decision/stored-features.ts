import * as z from "zod";
import {
  decodeNumbers,
  encodeNumbers as encode,
  storedNumbersSchema as numbers,
} from "../math/stored-numbers.js";
import { metrics, type FeatureFamiliarity } from "./feature-familiarity.js";

/** A familiarity by features in a rule file, read as one. */
export const storedFeaturesSchema = z
  .strictObject({
    metric: z.enum(metrics),
    dimensions: z
      .int()
      .min(1)
      .max(2 ** 20),
    columns: z.array(z.string()).optional(),
    ...{ centre: numbers, scale: numbers, reference: numbers, calibration: numbers },
  })
  .transform(({ columns, ...facts }, context): FeatureFamiliarity => {
    const read = (name: "centre" | "scale" | "reference" | "calibration"): Float32Array => {
      const found = decodeNumbers(facts[name]);
      if (found !== undefined) return found;
      context.addIssue({ code: "custom", path: [name], message: "the numbers that were written" });
      return z.NEVER;
    };
    const familiarity = {
      ...{
        metric: facts.metric,
        dimensions: facts.dimensions,
        ...(columns === undefined ? {} : { columns }),
      },
      ...{ centre: read("centre"), scale: read("scale") },
      ...{ reference: read("reference"), calibration: read("calibration") },
    };
    if (context.issues.length === 0 && !fits(familiarity)) {
      context.addIssue({ code: "custom", path: ["dimensions"], message: "as many as the numbers are of" });
    }
    return familiarity;
  });

function fits({ dimensions, columns, centre, scale, reference, calibration }: FeatureFamiliarity): boolean {
  const sized = [centre, scale].every(({ length }) => length === dimensions);
  const named = columns === undefined || columns.length === dimensions;
  const rows = reference.length / dimensions;
  const ordered = calibration.every((score, i) => i === 0 || score >= calibration[i - 1]);
  const finite = [centre, scale, reference, calibration].every((values) => values.every(Number.isFinite));
  const scaled = scale.every((value) => value > 0);
  return (
    sized &&
    named &&
    rows >= 1 &&
    Number.isInteger(rows) &&
    calibration.length > 0 &&
    ordered &&
    finite &&
    scaled
  );
}

/** For JSON; `storedFeaturesSchema` reads it. */
export function encodeFeatures({
  centre,
  scale,
  reference,
  calibration,
  ...facts
}: FeatureFamiliarity): object {
  return {
    ...facts,
    ...{ centre: encode(centre), scale: encode(scale) },
    ...{ reference: encode(reference), calibration: encode(calibration) },
  };
}
