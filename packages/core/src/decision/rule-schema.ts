import * as z from "zod";
import { firstIssue } from "../validation.js";
import { setMethods } from "./nonconformity.js";
import { invalidRule } from "./rule-form.js";
import type { Rule } from "./rule.js";
import { ruleKinds } from "./rules/index.js";
import type { Range, RuleKind } from "./rules/rule-kind.js";
import { isThresholdKind } from "./rules/threshold-kind.js";

const share = z.number().min(0).max(1);
const positive = z.int().min(1);

/** A number between 0 and 1. */
export const open = z.number().gt(0).lt(1);

const label = z.int().min(0).max(65_535);

/** Of each class at most one, in their order, so that equal rules are equal texts. */
function byLabel<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .array(z.strictObject({ label, ...shape }))
    .min(1)
    .max(65_536)
    .refine((own) => inOrder(own as readonly { readonly label: number }[]), {
      error: "classes in the order of their labels, each once",
    });
}

function inOrder(own: readonly { readonly label: number }[]): boolean {
  return own.every(({ label }, i) => i === 0 || own[i - 1].label < label);
}

export const contractSchema = z.union([
  z.strictObject({ maxError: open, confidence: open }),
  z.strictObject({ byClass: byLabel({ maxError: open }), others: open.optional(), confidence: open }),
  z.strictObject({ maxRefusal: open }),
]);

const found = { answered: share, error: share, errorBound: share.optional() };

/** What a calibration says beside its contract. */
export const calibrationFacts = {
  dataset: z.string().min(1),
  images: positive,
  samples: positive,
  seed: z.int().min(0).max(0xffff_ffff),
  ...found,
  byClass: byLabel({ images: z.int().min(0), ...found }).optional(),
  others: z.strictObject({ images: z.int().min(0), ...found }).optional(),
};

export const setsSchema = z
  .strictObject({
    method: z.enum(setMethods),
    coverage: open,
    threshold: z.number().min(0),
    images: positive,
  })
  .optional();

function numberIn({ least, most }: Range): z.ZodNumber {
  const number = z.number().min(least);
  return most === Infinity ? number : number.max(most);
}

function schemaOf<Extras extends z.ZodRawShape>(entry: RuleKind, extras: Extras) {
  const { kind, parameters } = entry;
  const numbers = Object.fromEntries(parameters.map(({ name, range }) => [name, numberIn(range)]));
  const threshold = numberIn(parameters[0].range).nullable();
  const own = isThresholdKind(entry) ? { byClass: byLabel({ threshold }).optional() } : {};
  return z.strictObject({ kind: z.literal(kind), ...numbers, ...own, ...extras });
}

/** A rule of any kind in the table, with what rules may have beside their own numbers. */
export function ruleUnion<Extras extends z.ZodRawShape>(extras: Extras) {
  const [first, ...others] = ruleKinds.map((entry) => schemaOf(entry, extras));
  return z.discriminatedUnion("kind", [first, ...others]);
}

/** The shape of a rule; that of JSON in files is `storedRuleSchema`. */
const ruleSchema = ruleUnion({
  alpha: open.optional(),
  calibration: z.strictObject({ contract: contractSchema, ...calibrationFacts }).optional(),
  sets: setsSchema,
  // The table says which kinds there are; each of its entries is typed by the rule that its parameters make.
}) as unknown as z.ZodType<Rule>;

/** Validates a rule from anywhere. Throws `invalid-option`. */
export function checkRule(value: unknown): Rule {
  return parseWith(ruleSchema, value);
}

/** A rule by one of its schemas. Throws `invalid-option`. */
export function parseWith(schema: z.ZodType<Rule>, value: unknown): Rule {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, found } = firstIssue(parsed.error, value);
  throw invalidRule(path === "" ? found : `${path} = ${found}`);
}
