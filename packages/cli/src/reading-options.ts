import { InvalidArgumentError, Option, type Command } from "commander";
import { NescioError, parseReading, type PictureReading, type Reading } from "@nescio/core";
import { readingForms } from "@nescio/core/internal";

/** How the pictures of folders are read. */
export type ReadingOptions = PictureReading;

/** Adds `--reading`, `--invert` and `--background` to a command that trains a model, which is to say what they were. */
export function addReadingOptions(command: Command): Command {
  return addOptions(command, "the pictures of a folder", { reading: "as they are, of one size" });
}

/**
 * Adds them, and `--no-invert`, to a command that reads as a model says.
 *
 * @param what What is read so.
 */
export function addReadingOptionsOfModel(command: Command, what: string): Command {
  return addOptions(command, what, { reading: "as the model says", background: "as the model says" }).option(
    "--no-invert",
    "do not, whatever the model says",
  );
}

/** @param without What is done without the options. */
function addOptions(
  command: Command,
  what: string,
  { reading, background = "white" }: { readonly reading: string; readonly background?: string },
): Command {
  const forms = `${readingForms.slice(0, -1).join(", ")} or ${readingForms.at(-1)}`;
  return command
    .addOption(
      new Option("--reading <how>", `how ${what} are read: ${forms} (default: ${reading})`).argParser(
        asReading,
      ),
    )
    .option("--invert", "turn dark into light: for dark on light where the training images are light on dark")
    .addOption(
      new Option("--background <colour>", `what is under transparent parts (default: ${background})`).choices(
        ["white", "black"],
      ),
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
