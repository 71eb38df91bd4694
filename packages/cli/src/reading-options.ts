import { InvalidArgumentError, Option, type Command } from "commander";
import { NescioError, parseReading, type Background, type Reading } from "@nescio/core";
import { readingForms } from "@nescio/core/internal";

/** How the pictures of folders are read. */
export interface ReadingOptions {
  readonly reading?: Reading;
  readonly invert?: boolean;
  readonly background?: Background | undefined;
}

/**
 * Adds `--reading`, `--invert` and `--background`.
 *
 * @param what What is read so.
 * @param without What it is without the option.
 */
export function addReadingOptions(command: Command, what: string, without: string): Command {
  const forms = `${readingForms.slice(0, -1).join(", ")} or ${readingForms.at(-1)}`;
  return command
    .addOption(
      new Option("--reading <how>", `how ${what} are read: ${forms} (default: ${without})`).argParser(
        asReading,
      ),
    )
    .option("--invert", "turn dark into light: for dark on light where the training images are light on dark")
    .addOption(
      new Option("--background <colour>", "what is under transparent parts (default: white)").choices([
        "white",
        "black",
      ]),
    );
}

function asReading(text: string): Reading {
  try {
    return parseReading(text);
  } catch (error) {
    if (!(error instanceof NescioError)) throw error;
    throw new InvalidArgumentError(`Expected ${error.expected}, got ${error.found}.`);
  }
}
