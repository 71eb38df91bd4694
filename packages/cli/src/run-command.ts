import { CommanderError, type Command } from "commander";
import { NescioError } from "@nescio/core";
import { throwIfAborted } from "@nescio/core/internal";
import type { CommonOptions } from "./options.js";
import { forTerminal, jsonForTerminal } from "./terminal-text.js";
import type { TextStream, Ui } from "./ui.js";

/** The outside world of the command line; tests bring their own. */
export interface CliIo {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Where SIGINT and SIGTERM are heard. */
  readonly signals: Pick<NodeJS.EventEmitter, "on" | "off">;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** What an action gets besides its arguments. */
export interface CommandContext<Options> {
  readonly options: Options & CommonOptions;
  readonly ui: Ui;
  /** Fires on the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /**
   * Runs work that keeps this thread busy for long: meanwhile a signal ends the process at once, as nobody could hear it.
   */
  readonly busy: <T>(work: () => T) => T;
  /** The command with the options given, as one would type it again; what only concerns the output is left out. */
  readonly commandLine: string;
}

/** Exit codes that no {@link NescioError} stands for. */
const usageExitCode = 2;
const internalError = 70;

/** Of the options given to a command, by their names, the text behind them. */
const given = new WeakMap<Command, Map<string, string | undefined>>();

const runs = new WeakMap<
  Command,
  { readonly io: CliIo; readonly signal: AbortSignal; readonly busy: CommandContext<object>["busy"] }
>();

/**
 * Makes a commander action of a function that takes a context first and then the command's arguments. Whatever it
 * throws, {@link runProgram} reports.
 */
export function action<Options extends object>(
  run: (context: CommandContext<Options>, ...args: never[]) => Promise<void>,
): (...all: unknown[]) => Promise<void> {
  return async (...all) => {
    const command = all.at(-1) as Command;
    // Commander passes the command's arguments as its parsers made them; `run` declares what they are.
    const args = all.slice(0, -2) as never[];
    const options = command.opts<Options & CommonOptions>();
    const { io, signal, busy } = runs.get(rootOf(command)) ?? missingRun();
    // Tables and bars are not needed to print a help text.
    const { createUi } = await import("./ui.js");
    const ui = createUi(io, { json: options.json === true, quiet: options.quiet === true });
    try {
      await run({ options, ui, signal, busy, commandLine: commandLineOf(command) }, ...args);
    } finally {
      ui.close();
    }
  };
}

/**
 * Runs a program on arguments (without `node` and the script) and returns the exit code: 0, that of the
 * {@link NescioError} thrown, 2 for wrong usage, 70 for a bug, 130 or 143 when interrupted by SIGINT or SIGTERM.
 * Errors go to stderr, as one JSON object where the arguments ask for JSON. A second signal ends the process at once.
 */
export async function runProgram(program: Command, argv: readonly string[], io: CliIo): Promise<number> {
  const asJson = asksForJson(program, argv);
  const controller = new AbortController();
  let interrupted = 0;
  const interrupt = (code: number) => (): void => {
    if (interrupted > 0) {
      io.exit(code);
      return;
    }
    interrupted = code;
    if (!asJson) io.stderr.write("\nStopping; Ctrl-C again ends at once.\n");
    controller.abort();
  };
  const onInterrupt = interrupt(130);
  const onTerminate = interrupt(143);
  const listen = (how: "on" | "off"): void => {
    io.signals[how]("SIGINT", onInterrupt);
    io.signals[how]("SIGTERM", onTerminate);
  };
  const busy: CommandContext<object>["busy"] = (work) => {
    throwIfAborted(controller.signal, "the command");
    listen("off");
    try {
      return work();
    } finally {
      listen("on");
    }
  };
  listen("on");
  runs.set(program, { io, signal: controller.signal, busy });
  prepare(program, io, asJson);
  try {
    await program.parseAsync(argv, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0 && asJson) io.stderr.write(json(usageError(error).toJSON()));
      return error.exitCode === 0 ? 0 : usageExitCode;
    }
    const known = asNescioError(error, interrupted > 0);
    if (!known) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      io.stderr.write(
        asJson
          ? json({ code: "internal", message: stack })
          : `nescio: internal error\n${forTerminal(stack)}\n`,
      );
      return internalError;
    }
    io.stderr.write(asJson ? json(known.toJSON()) : `nescio: ${known.message}\n`);
    return known.code === "aborted" && interrupted > 0 ? interrupted : known.exitCode;
  } finally {
    listen("off");
  }
}

/**
 * Sends the output of a program and of all its commands to `io`, and makes them throw instead of exit; keeps what their
 * options were given as, before it is parsed.
 */
function prepare(command: Command, io: CliIo, asJson: boolean): void {
  const texts = new Map<string, string | undefined>();
  given.set(command, texts);
  for (const option of command.options) {
    command.on(`option:${option.name()}`, (text?: string | null) =>
      texts.set(option.name(), text ?? undefined),
    );
  }
  command.exitOverride().configureOutput({
    writeOut: (text) => io.stdout.write(forTerminal(text)),
    writeErr: (text) => {
      if (!asJson) io.stderr.write(forTerminal(text));
    },
    outputError: (text, write) => {
      if (!asJson) write(text.replace(/^error: /, "nescio: "));
    },
  });
  for (const sub of command.commands) prepare(sub, io, asJson);
}

/** What was thrown, if it is of the kinds that are not bugs: ours, the system's, or a library's way to stop when asked to. */
function asNescioError(error: unknown, interrupted: boolean): NescioError | undefined {
  if (error instanceof NescioError) return error;
  if (error instanceof Error && "syscall" in error && "code" in error) {
    return new NescioError({
      code: "inaccessible",
      // Of the current folder, there is no name.
      subject: "path" in error && typeof error.path === "string" ? error.path : String(error.syscall),
      expected: "the system to allow it",
      found: error.message,
      next: "Is everything still there that was when the command began?",
      cause: error,
    });
  }
  if (!interrupted || !(error instanceof Error) || error.name !== "AbortError") return undefined;
  return new NescioError({
    code: "aborted",
    subject: "the command",
    expected: "to run to its end",
    found: "a request to stop",
    cause: error,
  });
}

function usageError(error: CommanderError): NescioError {
  return new NescioError({
    code: "invalid-option",
    subject: "command line",
    expected: "options and arguments as --help lists them",
    found: error.message.replace(/^error: /, "").replace(/\.$/, ""),
  });
}

/** Whether stdout is to carry JSON: a bare `--json`. Where a command takes `--json FILE`, stdout stays for people. */
function asksForJson(program: Command, argv: readonly string[]): boolean {
  const at = argv.indexOf("--json");
  if (at < 0) return false;
  const command = program.commands.find((candidate) => candidate.name() === argv[0]);
  const takesFile = command?.options.find(({ long }) => long === "--json")?.optional === true;
  const next = argv.at(at + 1);
  return !takesFile || next === undefined || next.startsWith("-");
}

function rootOf(command: Command): Command {
  let root = command;
  while (root.parent) root = root.parent;
  return root;
}

function missingRun(): never {
  throw new Error("an action ran outside runProgram");
}

const json = (value: unknown): string => `${jsonForTerminal(value)}\n`;

/** `nescio NAME --option value …`: every option that was given, and the seed in any case. */
function commandLineOf(command: Command): string {
  const words = ["nescio", command.name(), ...command.args.map(quoted)];
  const texts = given.get(command);
  for (const option of command.options) {
    const name = option.attributeName();
    if (["json", "quiet", "out", "report", "dataDir"].includes(name)) continue;
    const text = texts?.get(option.name());
    const seed = command.getOptionValue("seed") as number | undefined;
    if (text !== undefined) words.push(option.long!, quoted(text));
    else if (texts?.has(option.name()) === true) words.push(option.long!);
    else if (name === "seed") words.push(option.long!, `${seed}`);
  }
  return words.join(" ");
}

/** A word of a command line, as a shell takes it. */
export function quoted(text: string): string {
  return /^[\w./:,=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
