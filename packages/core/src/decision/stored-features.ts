import * as z from "zod";
import { crc32 } from "../math/crc32.js";
import { metrics, type FeatureFamiliarity } from "./feature-familiarity.js";

// Numbers stand in the text as base64 of single precision, little-endian, with a checksum: of a file that was cut off or
// changed on its way nothing is believed.

const numbers = z.strictObject({ base64: z.string(), crc32: z.int().min(0) });

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
      const found = decode(facts[name]);
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

/** Bytes that are made text at once: arguments of a call. */
const PIECE = 8192;

function encode(values: Float32Array): z.infer<typeof numbers> {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat32(i * 4, value, true);
  });
  let text = "";
  for (let from = 0; from < bytes.length; from += PIECE) {
    text += String.fromCharCode(...bytes.subarray(from, from + PIECE));
  }
  return { base64: btoa(text), crc32: crc32(bytes) };
}

function decode({ base64, crc32: checksum }: z.infer<typeof numbers>): Float32Array | undefined {
  let text: string;
  try {
    text = atob(base64);
  } catch {
    return undefined;
  }
  const bytes = Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  if (bytes.length % 4 !== 0 || crc32(bytes) !== checksum) return undefined;
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}
