import { Command, Option } from "commander";
import type { ReviewState } from "@nescio/server";
import type { ExportReviewsOptions } from "../actions/reviews/export.js";
import type { ImportReviewsOptions } from "../actions/reviews/import.js";
import type { ListReviewsOptions } from "../actions/reviews/list.js";
import { addCommonOptions, parseNonEmpty, parsePositiveInteger } from "../options.js";
import { action } from "../run-command.js";

/** Every state, which the help does not load the server for: one that lacks here does not compile. */
const states: Readonly<Record<ReviewState, true>> = {
  waiting: true,
  claimed: true,
  labelled: true,
  skipped: true,
};

/** `nescio reviews list|export|import`: the queue of inputs that somebody is to decide. */
export function reviewsCommand(): Command {
  const reviews = new Command("reviews").description(
    "the queue of inputs that somebody is to decide: list it, carry it elsewhere",
  );
  reviews.addHelpText(
    "after",
    `
A queue is a folder, a PostgreSQL, or that of a service that runs. A folder belongs to one process: while a service holds it,
name the service. Its token is taken from the environment variable NESCIO_TOKEN.

Examples:
  nescio reviews list --state waiting
  nescio reviews list --queue http://localhost:8080
  nescio reviews export --queue ./queue --out reviews.jsonl
  nescio reviews import reviews.jsonl --queue postgres://nescio@db.example.org/reviews`,
  );

  const list = new Command("list")
    .description("the reviews, those that teach most first")
    .addOption(new Option("--state <state>", "only those in this state").choices(Object.keys(states)))
    .option("--count <n>", "show so many", parsePositiveInteger, 100)
    .addHelpText(
      "after",
      "\nExamples:\n  nescio reviews list\n  nescio reviews list --state labelled --json\n  nescio reviews list --queue ./queue --count 1000",
    )
    .action(
      action<ListReviewsOptions>(async (context) =>
        (await import("../actions/reviews/list.js")).listReviews(context),
      ),
    );

  const save = new Command("export")
    .description("all reviews with their inputs and verdicts, one a line of JSON")
    .option("--out <file>", "the file to write, whole or not at all (default: stdout)", parseNonEmpty)
    .addHelpText(
      "after",
      "\nExamples:\n  nescio reviews export --out reviews.jsonl\n  nescio reviews export --queue http://localhost:8080 | gzip > reviews.jsonl.gz",
    )
    .action(
      action<ExportReviewsOptions>(async (context) =>
        (await import("../actions/reviews/export.js")).exportReviews(context),
      ),
    );

  const take = new Command("import")
    .description(
      "take over what was exported; what is there already stays, so that it may be done again and again",
    )
    .argument("[file]", "file of an export (default: stdin)", parseNonEmpty)
    .addHelpText(
      "after",
      "\nExamples:\n  nescio reviews import reviews.jsonl\n  gunzip -c reviews.jsonl.gz | nescio reviews import --queue http://localhost:8080",
    )
    .action(
      action<ImportReviewsOptions>(async (context, file?: string) =>
        (await import("../actions/reviews/import.js")).importReviews(context, file),
      ),
    );

  for (const command of [list, save, take]) {
    command.option(
      "--queue <address>",
      "a folder, postgres://… or http(s)://… of a service (default: reviews in the user's data folder)",
      parseNonEmpty,
    );
    reviews.addCommand(addCommonOptions(command, "json", "quiet"));
  }
  return reviews;
}
