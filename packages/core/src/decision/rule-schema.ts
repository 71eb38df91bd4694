import * as z from "zod";
import { firstIssue } from "../validation.js";
import { invalidRule } from "./rule-form.js";
import type { Rule } from "./rule.js";
import { ruleKinds } from "./rules/index.js";
import type { Range, RuleKind } from "./rules/rule-kind.js";

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

function numberIn({ least, most }: Range): z.ZodNumber {
  const number = z.number().min(least);
  return most === Infinity ? number : number.max(most);
}

function schemaOf({ kind, parameters }: RuleKind) {
  const numbers = Object.fromEntries(parameters.map(({ name, range }) => [name, numberIn(range)]));
  return z.strictObject({ kind: z.literal(kind), ...numbers, ...extras });
}

const [first, ...others] = ruleKinds.map(schemaOf);

/** The shape of a rule in JSON. */
// The table says which kinds there are, and each of its entries is typed by the rule that its parameters make.
export const ruleSchema = z.discriminatedUnion("kind", [first, ...others]) as unknown as z.ZodType<Rule>;

/** Validates a rule from anywhere. Throws `invalid-option`. */
export function checkRule(value: unknown): Rule {
  const parsed = ruleSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, found } = firstIssue(parsed.error, value);
  throw invalidRule(path === "" ? found : `${path} = ${found}`);
}
