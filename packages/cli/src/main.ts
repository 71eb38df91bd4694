import { readFileSync } from "node:fs";
import { Command } from "commander";
import { NescioError } from "@nescio/core";
import { benchCommand } from "./commands/bench.js";
import { calibrateCommand } from "./commands/calibrate.js";
import { compareCommand } from "./commands/compare.js";
import { dataCommand } from "./commands/data.js";
import { decideCommand } from "./commands/decide.js";
import { demoCommand } from "./commands/demo.js";
import { evaluateCommand } from "./commands/evaluate.js";
import { predictCommand } from "./commands/predict.js";
import { serveCommand } from "./commands/serve.js";
import { reviewsCommand } from "./commands/reviews.js";
import { studioCommand } from "./commands/studio.js";
import { trainCommand } from "./commands/train.js";
import { runProgram } from "./run-command.js";

/** Every command. What a command needs is imported when it runs, so that `nescio --help` starts at once. */
const commands = [
  ...[demoCommand, trainCommand, calibrateCommand, evaluateCommand, compareCommand, predictCommand],
  ...[decideCommand, serveCommand, reviewsCommand, studioCommand, benchCommand, dataCommand],
];

/** The program with all its commands. */
export function createProgram(): Command {
  const program = new Command("nescio")
    .description(
      "Bayesian neural networks that answer when they know and say \"I don't know\" when they don't.",
    )
    .version(packageVersion())
    .showHelpAfterError("Run with --help for the options.")
    .addHelpText(
      "after",
      `
Environment:
  NESCIO_DATA    folder with data sets, as FOLDER/mnist/train-images-idx3-ubyte.gz
  NESCIO_CACHE   where downloads are kept
  NESCIO_TOKEN   token of the review service that --queue names
  NESCIO_MIRROR  address that data sets are asked for first, as URL/mnist/FILE.gz
  NO_COLOR       no colours

Exit codes: 0 done, 2 wrong usage, 3 bad data or model, 4 not found, 5 unavailable, 6 unsupported, 7 diverged,
8 inaccessible, 9 a promise that cannot be kept, 70 internal error, 130 interrupted.`,
    );
  for (const create of commands) program.addCommand(create());
  return program;
}

/** Runs the command line of this process and sets its exit code. */
export async function main(): Promise<void> {
  surviveClosedStreams();
  const code = await runProgram(createProgram(), process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    exit: endAtOnce,
  });
  process.exitCode = code || Number(process.exitCode ?? 0);
  // A look-up or a worker that was given up may linger; it must not keep a failed command from ending.
  if (process.exitCode !== 0) setTimeout(() => endAtOnce(Number(process.exitCode)), 1000).unref();
}

/**
 * Ends the process; for a signal's code as that signal would have: Node's own exit waits for whatever decodes an image in
 * another thread, which can take minutes.
 */
function endAtOnce(code: number): void {
  const signal = code === 130 ? "SIGINT" : code === 143 ? "SIGTERM" : undefined;
  if (signal === undefined) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/**
 * What a command makes – a model after hours of training – must not depend on whether anybody still reads what it prints. The
 * reader of a pipe may leave early, as `head` does, which is no error; results that could not be printed for another reason
 * are told of by the exit code. Where progress cannot be shown, nothing is lost.
 */
function surviveClosedStreams(): void {
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || unprinted) return;
    unprinted = true;
    const facts = { subject: "standard output", expected: "a place for the result", found: error.message };
    const known = new NescioError({ code: "inaccessible", ...facts });
    process.stderr.write(`nescio: ${known.message}\n`);
    // Before or after the command has said its own.
    process.exitCode = Number(process.exitCode ?? 0) || known.exitCode;
  });
}

/** Whether a result was lost on its way out. */
let unprinted = false;

function packageVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
