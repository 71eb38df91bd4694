import * as z from "zod";
import { NescioError } from "../errors.js";
import { firstIssue } from "../validation.js";
import type { Rule } from "./rule.js";

const share = z.number().min(0).max(1);
const open = z.number().gt(0).lt(1);
const positive = z.int().min(1);

const extras = {
  familiarity: open.optional(),
  calibration: z
    .strictObject({
      asked: z.union([
        z.strictObject({ maxError: open, confidence: open }),
        z.strictObject({ maxRefusal: share }),
      ]),
      dataset: z.string().min(1),
      images: positive,
      samples: positive,
      seed: z.int().min(0).max(0xffff_ffff),
      answered: share,
      error: share,
      errorBound: share.optional(),
    })
    .optional(),
  sets: z
    .strictObject({
      method: z.enum(["lac", "aps", "raps"]),
      coverage: open,
      threshold: z.number().min(0),
      images: positive,
    })
    .optional(),
};

const nats = z.number().min(0);

/** The shape of a rule in JSON. */
export const ruleSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("quantile"), q: share, threshold: share, ...extras }),
  z.strictObject({ kind: z.literal("max-probability"), threshold: share, ...extras }),
  z.strictObject({ kind: z.literal("entropy"), threshold: nats, ...extras }),
  z.strictObject({ kind: z.literal("mutual-information"), threshold: nats, ...extras }),
]);

/** The error for what is no rule. */
export function invalidRule(found: string): NescioError {
  return new NescioError({
    code: "invalid-option",
    subject: "rule",
    expected:
      '"quantile:Q:T" with a quantile Q and a threshold T from 0 to 1, "max-probability:T", "entropy:T" or ' +
      '"mutual-information:T" in nats, each with "+familiarity:A" (A between 0 and 1) where that is to be asked too',
    found,
    next: "For example quantile:0.5:0.2, the default, or max-probability:0.9+familiarity:0.01.",
  });
}

/** Validates a rule from anywhere. Throws `invalid-option`. */
export function checkRule(value: unknown): Rule {
  const parsed = ruleSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, found } = firstIssue(parsed.error, value);
  throw invalidRule(path === "" ? found : `${path} = ${found}`);
}
