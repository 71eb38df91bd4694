import { Command, Option } from "commander";
import type { BenchOptions } from "../actions/bench.js";
import { addCommonOptions, parseHidden, parseNonEmpty, parsePositiveInteger } from "../options.js";
import { action } from "../run-command.js";

/** `nescio bench`: how fast Nescio is on this machine, against other libraries and against the machine's own limit. */
export function benchCommand(): Command {
  const command = new Command("bench")
    .description("measure training, sampling, prediction and the matrix product, against jax-js and WebPPL")
    .option("--quick", "small sizes, a second or two: shows that it runs, not how fast")
    .option("--phases", "also where the time of a training step goes")
    .option("--batch <n>", "images a training step (default: 128)", parsePositiveInteger)
    .option("--hidden <sizes>", "hidden layers, e.g. 1024 or 512,256 (default: 1024)", parseHidden)
    .option("--images <n>", "images to predict (default: 10000)", parsePositiveInteger)
    .option("--samples <n>", "sampled networks a prediction (default: 100)", parsePositiveInteger)
    .option("--rounds <n>", "measured runs of everything (default: 7)", parsePositiveInteger)
    .addOption(
      new Option(
        "--peer <python>",
        "against hand-written PyTorch instead, run in turn by this Python, e.g. python3; at least 5 rounds",
      )
        .argParser(parseNonEmpty)
        .conflicts("phases"),
    )
    .addHelpText(
      "after",
      `
Images are random; no data set is needed. Times are medians, with the fastest and the slowest run.
With --peer both sides do the same work on as many threads, A B A B …, and ratios are of the least times. On Debian
and Ubuntu, apt-get install python3-torch libopenblas0-pthread has what it needs.

Examples:
  nescio bench
  nescio bench --phases --threads 4
  nescio bench --peer python3
  nescio bench --quick --json`,
    )
    .action(action<BenchOptions>(async (context) => (await import("../actions/bench.js")).bench(context)));
  return addCommonOptions(command, "threads", "json", "quiet");
}
