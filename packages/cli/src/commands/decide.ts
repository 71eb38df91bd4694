import { Command, Option } from "commander";
import type { DecideOptions } from "../actions/outputs-of-models/decide-rows.js";
import { addCommonOptions, parseNonEmpty } from "../options.js";
import { action } from "../run-command.js";

/** `nescio decide`: another model's outputs, each answered or refused. */
export function decideCommand(): Command {
  const command = new Command("decide")
    .description("answer or refuse by what another model says of rows, under a rule that keeps a promise")
    .argument(
      "<rows>",
      "a table of its outputs: CSV, TSV, JSON Lines, npy or Parquet; - reads standard input",
    )
    .requiredOption("--rule <file>", "the rule: what `nescio calibrate --predictions` wrote", parseNonEmpty)
    .option(
      "--features <file>",
      "what the rows are like, a row for each, where the rule was calibrated with such a file",
      parseNonEmpty,
    )
    .option(
      "--out <file>",
      "write the rows here, as CSV or JSON Lines by its name (default: standard output)",
      parseNonEmpty,
    )
    .addOption(
      new Option(
        "--format <name>",
        "of what is written (default: by the name of --out, or as the input is)",
      ).choices(["csv", "jsonl"]),
    )
    .addOption(
      new Option(
        "--from <format>",
        "of the rows (default: by the file's name; of standard input csv)",
      ).choices([...["csv", "tsv", "jsonl", "npy", "npz", "parquet"]]),
    )
    .addHelpText(
      "after",
      `
Each row comes out as it went in, with four columns more: decision (the class, or nothing where it is refused), refused, reason, and
probability, of the most probable class; and set, the prediction set, where the rule has one. The columns that the rule was
calibrated with have to be there; others are passed on.

Examples:
  nescio decide new.csv --rule rule.json > decided.csv
  nescio decide new.csv --rule rule.json --out decided.jsonl
  python classify.py | nescio decide - --rule rule.json`,
    )
    .action(
      action<DecideOptions>(async (context, rows: string) =>
        (await import("../actions/outputs-of-models/decide-rows.js")).decideRows(context, rows),
      ),
    );
  addCommonOptions(command, "quiet");
  return command;
}
