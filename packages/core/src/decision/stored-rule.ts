import * as z from "zod";
import { calibrationFacts, contractSchema, open, parseWith, ruleUnion, setsSchema } from "./rule-schema.js";
import type { Calibration, Contract, Rule } from "./rule.js";

// Model files of every version, and the figures that the command line prints, call a rule's alpha `familiarity` and a
// calibration's contract `asked`.

type StoredCalibration = Omit<Calibration, "contract"> & { readonly asked: Contract };

type OwnFields<R> = R extends Rule ? Omit<R, "alpha" | "calibration"> : never;

/** A rule as JSON holds it, in model files and in what the command line prints. */
export type StoredRule = OwnFields<Rule> & {
  readonly familiarity?: number | undefined;
  readonly calibration?: StoredCalibration | undefined;
};

/** The shape of a stored rule, read as the rule. */
export const storedRuleSchema = (
  ruleUnion({
    familiarity: open.optional(),
    calibration: z.strictObject({ asked: contractSchema, ...calibrationFacts }).optional(),
    sets: setsSchema,
  }) as unknown as z.ZodType<StoredRule>
).transform(fromStored);

function fromStored({ familiarity, calibration, sets, ...own }: StoredRule): Rule {
  return {
    ...own,
    ...(familiarity === undefined ? {} : { alpha: familiarity }),
    ...(calibration === undefined ? {} : { calibration: calibrationOf(calibration) }),
    ...(sets === undefined ? {} : { sets }),
  };
}

function calibrationOf({ asked, ...facts }: StoredCalibration): Calibration {
  return { contract: asked, ...facts };
}

/** A rule for JSON; `decodeRule` reads it. */
export function encodeRule({ alpha, calibration, sets, ...own }: Rule): StoredRule {
  return {
    ...own,
    ...(alpha === undefined ? {} : { familiarity: alpha }),
    ...(calibration === undefined ? {} : { calibration: storedCalibration(calibration) }),
    ...(sets === undefined ? {} : { sets }),
  };
}

function storedCalibration({ contract, ...facts }: Calibration): StoredCalibration {
  return { asked: contract, ...facts };
}

/** The rule that JSON from `encodeRule`, a model file or the command line holds. Throws `invalid-option`. */
export function decodeRule(value: unknown): Rule {
  return parseWith(storedRuleSchema, value);
}
