import { Command, Option } from "commander";
import type { StudioOptions } from "../actions/studio.js";
import { boxedModel } from "../boxed-model.js";
import { addCommonOptions, parseNonEmpty, parsePort } from "../options.js";
import { action } from "../run-command.js";

/** `nescio studio`: the page that draws, explains and trains, with a model to begin with. */
export function studioCommand(): Command {
  const command = new Command("studio")
    .description("open a page that draws, explains and trains, in the browser alone")
    .argument(
      "[model]",
      "model file of images (default: the model of handwritten digits that comes with nescio)",
    )
    .addOption(
      new Option("--port <n>", "port of this machine, 0 for any (default: 6372, or any where that is taken)")
        .argParser(parsePort)
        .conflicts("out"),
    )
    .option(
      "--no-open",
      "do not open a browser; none is opened either where there is no terminal or no screen",
    )
    .option(
      "--out <dir>",
      "write the page into an empty folder, or one that it was written into before, for any static host, and serve nothing",
      parseNonEmpty,
    )
    .addHelpText(
      "after",
      `
The page is served to this machine alone, until Ctrl-C. What is drawn, opened and trained in it stays in the browser: nothing is sent.
A model file that is written again is there when the page is loaded again.

Examples:
  nescio studio
  nescio studio nescio-demo/model.nescio
  nescio studio --port 8080 --no-open
  nescio studio mnist.nescio --out site`,
    )
    .action(
      action<StudioOptions>(async (context, model: string = boxedModel) =>
        (await import("../actions/studio.js")).studio(context, model),
      ),
    );
  return addCommonOptions(command, "json", "quiet");
}
