import { decodeOutputRule, NescioError, parseRule, type OutputRule, type Rule } from "@nescio/core";
import { ruleForms } from "@nescio/core/internal";
import { readRegularFile } from "@nescio/node/internal";
import { kindOf, type OutputsOptions } from "./outputs-options.js";
import type { OutputsFile } from "./read-outputs.js";

/** A rule to decide on outputs by: all that a rule file says of them, or a rule alone. */
export interface GivenRule {
  /** As it was given. */
  readonly text: string;
  readonly rule: Rule;
  readonly file?: OutputRule;
}

/** Without a rule everything is answered. */
const always: GivenRule = { text: "max-probability:0", rule: parseRule("max-probability:0") };

/** A rule by its text, as `max-probability:0.9`, or by the name of its file. */
export async function readRule(text: string | undefined): Promise<GivenRule> {
  if (text === undefined) return always;
  const start = text.trim().toLowerCase();
  if (ruleForms.some((form) => start.startsWith(form.slice(0, form.indexOf(":") + 1)))) {
    return { text, rule: parseRule(text) };
  }
  const file = decodeOutputRule(new TextDecoder().decode(await readRegularFile(text)), text);
  return { text, rule: file.rule, file };
}

/** What a rule file says itself of the outputs. */
const known = ["logits", "logProbabilities", "columns", "classes", "members"] as const;

/**
 * How outputs are read that a rule is to decide on: as the rule's file says, else as the options say.
 * @throws NescioError `invalid-option` where both say it.
 */
export function readingOf(
  options: Partial<OutputsOptions>,
  { text, file }: GivenRule,
): Omit<OutputsFile, "labels" | "signal"> {
  const { columns, classes, drop, members } = options;
  if (file === undefined) return { kind: kindOf(options), columns, classes, drop, members };
  const stray = known.find((name) => options[name] !== undefined);
  if (stray !== undefined) {
    throw new NescioError({
      code: "invalid-option",
      subject: "--rule",
      expected: "the rule alone to say how the predictions are read",
      found: `${text}, and an option that says it too`,
      next: "Leave out --logits, --log-probabilities, --columns, --classes and --members.",
    });
  }
  return {
    kind: file.outputs.kind,
    drop,
    like: {
      ...{ columns: file.outputs.columns, classes: file.classes },
      featureColumns: file.familiarity?.columns,
    },
  };
}
