import { NescioError } from "@nescio/core";
import type { TrainOptions } from "../train.js";
import { optionName } from "../../option-name.js";

/** Options that would make another model, or part its data in another way. */
const notWithContinue = [
  ...["network", "hidden", "channels", "kernel", "dropout", "posterior", "members", "rule", "samples"],
  ...[
    "holdOut",
    "validation",
    "groupBy",
    "patience",
    "checkpoint",
    "limit",
    "reading",
    "invert",
    "background",
  ],
  ...["drop", "keep", "show", "text"],
] as const;

/**
 * Looks at the options of a training that goes on.
 *
 * @param data The argument: the data that the model was trained on, as `--dataset`.
 * @throws NescioError `invalid-option`.
 */
export function checkTeachOptions(
  options: TrainOptions,
  data: string | undefined,
): { path: string; reviews: string; dataset: string | undefined } {
  const { continue: path, with: reviews, preset, report, dataset = data } = options;
  if (path === undefined || reviews === undefined) {
    const [there, missing] = path === undefined ? ["--with", "--continue"] : ["--continue", "--with"];
    throw wrong(there, `${missing} beside it`, "none", "Say --continue MODEL --with REVIEWS.");
  }
  if (data !== undefined && data !== dataset) {
    throw wrong("train", "one data set", `two, ${data} and --dataset ${dataset}`);
  }
  const given = options as unknown as Readonly<Record<string, unknown>>;
  const stray = notWithContinue.find((name) => given[name] !== undefined);
  if (stray !== undefined || preset !== "auto") {
    const option = stray === undefined ? "--preset" : optionName(stray);
    throw wrong(
      option,
      "a training that begins anew",
      "--continue",
      "Leave it out: that is as the model has it.",
    );
  }
  if (typeof report === "string") {
    throw wrong(
      "--report",
      "a training that begins anew",
      "--continue",
      "nescio evaluate writes one of any model.",
    );
  }
  return { path, reviews, dataset };
}

function wrong(subject: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "invalid-option", subject, expected, found, next });
}
