import * as z from "zod";
import { NescioError } from "../errors.js";
import { outputKinds, type OutputKind } from "../predictive/predictive-from.js";
import { firstIssue } from "../validation.js";
import type { FeatureFamiliarity } from "./feature-familiarity.js";
import type { Rule } from "./rule.js";
import { encodeFeatures, storedFeaturesSchema } from "./stored-features.js";
import { encodeRule, storedRuleSchema } from "./stored-rule.js";

/** A rule for what another model says, with all that has to be known of its outputs to apply it. */
export interface OutputRule {
  /** Class names, one for each output, in their order. */
  readonly classes: readonly string[];
  readonly outputs: {
    readonly kind: OutputKind;
    /** Networks, or members of an ensemble, that say something of each row. */
    readonly samples: number;
    /**
     * The columns of a table that they are in: one for each class, sample by sample. Not there: they come as an array, without
     * names.
     */
    readonly columns?: readonly string[] | undefined;
  };
  /** What log-probabilities are divided by first (`withTemperature`); not there: nothing. */
  readonly temperature?: number | undefined;
  /** Where the rule has an alpha: what of rows' features it asks whether they are familiar. */
  readonly familiarity?: FeatureFamiliarity | undefined;
  readonly rule: Rule;
}

const VERSION = 1;
/** Far more than a rule of 65,536 classes with long names takes, or 4 MiB of features in base64. */
const MAX_TEXT = 16 * 1024 * 1024;

const schema = z
  .strictObject({
    nescio: z.literal("rule"),
    version: z.literal(VERSION),
    classes: z.array(z.string().min(1)).min(2).max(65_536),
    outputs: z.strictObject({
      kind: z.enum(outputKinds),
      samples: z.int().min(1).max(100_000),
      columns: z.array(z.string()).optional(),
    }),
    temperature: z.number().gt(0).optional(),
    rule: storedRuleSchema,
    familiarity: storedFeaturesSchema.optional(),
  })
  .refine(({ rule, familiarity }) => (rule.alpha === undefined) === (familiarity === undefined), {
    path: ["familiarity"],
    error: "features to go with the rule's share of unfamiliar rows, and none without",
  })
  .refine(
    ({ classes, outputs: { columns, samples } }) =>
      columns === undefined || columns.length === samples * classes.length,
    { path: ["outputs", "columns"], error: "one column for each class and sample" },
  )
  .refine(({ classes }) => new Set(classes).size === classes.length, {
    path: ["classes"],
    error: "names that are all different",
  });

/** A rule as the text of a file, JSON that people can read; `decodeOutputRule` reads it. */
export function encodeOutputRule({ classes, outputs, temperature, rule, familiarity }: OutputRule): string {
  const facts = { nescio: "rule", version: VERSION, classes, outputs };
  const scaled = temperature === undefined ? {} : { temperature };
  const known = familiarity === undefined ? {} : { familiarity: encodeFeatures(familiarity) };
  return `${JSON.stringify({ ...facts, ...scaled, rule: encodeRule(rule), ...known }, null, 2)}\n`;
}

/**
 * The rule that the text of a file holds.
 *
 * @param name Of the file, for errors.
 * @throws NescioError `invalid-data` saying what is wrong in it, and where.
 */
export function decodeOutputRule(text: string, name = "rule"): OutputRule {
  const invalid = (expected: string, found: string, path = ""): NescioError =>
    new NescioError({
      code: "invalid-data",
      subject: path === "" ? name : `${name}, ${path}`,
      expected,
      found,
    });
  if (text.length > MAX_TEXT) throw invalid("a rule, JSON", `a text of ${text.length} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid("a rule, JSON as `nescio calibrate --predictions` writes it", "no JSON");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const { path, expected, found } = firstIssue(parsed.error, value);
    throw invalid(expected, found, path);
  }
  const { classes, outputs, temperature, rule, familiarity } = parsed.data;
  return {
    ...{ classes, outputs, ...(temperature === undefined ? {} : { temperature }), rule },
    ...(familiarity === undefined ? {} : { familiarity }),
  };
}
