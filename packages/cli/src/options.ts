import { InvalidArgumentError, Option, type Command } from "commander";
import { defaultSeed } from "@nescio/core";
import { ruleForms } from "@nescio/core/internal";

/** Options that several commands share; each command takes those it has a use for. */
export interface CommonOptions {
  /** `true` for JSON on stdout; a file name where the command takes `--json FILE`. */
  readonly json?: boolean | string;
  readonly quiet?: boolean;
  readonly seed?: number;
  readonly threads?: number;
  readonly dataDir?: string;
  /** Use only so many images of every set: of those with names the first, of files and folders some of each class. */
  readonly limit?: number;
}

const makers = {
  json: () => new Option("--json", "print the result as JSON, and nothing else, on stdout"),
  quiet: () => new Option("-q, --quiet", "no progress and no notices"),
  seed: () =>
    new Option("--seed <n>", "seed of everything random, 0 to 4294967295")
      .argParser(parseSeed)
      .default(defaultSeed),
  threads: () =>
    new Option("--threads <n>", "worker threads (default: one per core, at most 8)").argParser(
      parsePositiveInteger,
    ),
  limit: () =>
    new Option(
      "--limit <n>",
      "use only n images of every set, for a quick look: of sets with names the first, of files and folders some of " +
        "each class, by the seed",
    ).argParser(parsePositiveInteger),
  dataDir: () =>
    new Option(
      "--data-dir <dir>",
      "folder with data sets (DIR/mnist/…), looked in before NESCIO_DATA and the cache",
    ).argParser(parseNonEmpty),
};

/** Adds the named shared options to a command; their values are typed by {@link CommonOptions}. */
export function addCommonOptions(command: Command, ...names: readonly (keyof CommonOptions)[]): Command {
  for (const name of names) command.addOption(makers[name]());
  return command;
}

/**
 * `--rule`, with the kinds of rules that there are.
 *
 * @param what What the rule is for.
 * @param without What it is without the option.
 * @param familiarity Whether the rule may refuse what is unfamiliar.
 * @param file Whether of predictions it may be a file that `calibrate` wrote.
 */
export function ruleOption(
  what: string,
  without: string,
  { familiarity, file = false }: { familiarity: boolean; file?: boolean },
): Option {
  const forms = `${ruleForms.slice(0, -1).join(", ")} or ${ruleForms.at(-1)}`;
  const extra = familiarity ? ",\nwith +familiarity:A where the model has it" : "";
  const files = file ? "; of --predictions also a file that calibrate wrote" : "";
  return new Option("--rule <rule>", `${what}, as ${forms}${extra}${files} (default: ${without})`).argParser(
    parseNonEmpty,
  );
}

/** An integer from 1 to 2⁵³ − 1. */
export function parsePositiveInteger(text: string): number {
  return parseInteger(text, 1, Number.MAX_SAFE_INTEGER, "Expected a positive integer");
}

/** An integer from 0 to 2⁵³ − 1. */
export function parseCount(text: string): number {
  return parseInteger(text, 0, Number.MAX_SAFE_INTEGER, "Expected an integer of at least 0");
}

/** A port's number, from 0 (any) to 65,535. */
export function parsePort(text: string): number {
  return parseInteger(text, 0, 65_535, "Expected a port from 0 to 65535");
}

/** An integer from 0 to 2³² − 1. */
export function parseSeed(text: string): number {
  return parseInteger(text, 0, 2 ** 32 - 1, "Expected an integer from 0 to 4294967295");
}

/** A number from 0 to 1. */
export function parseShare(text: string): number {
  const value = parseNumber(text);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError(`Expected a number from 0 to 1, got ${quote(text)}.`);
}

/** Shares of wrong answers: of all together, and of those that name some classes. */
export interface MaxErrors {
  readonly share?: number;
  readonly ofClasses: readonly { readonly name: string; readonly share: number }[];
}

/** A share, or `NAME=SHARE`, of an option that may be given several times. A name may hold any sign. */
export function parseMaxErrors(text: string, before: MaxErrors = { ofClasses: [] }): MaxErrors {
  const end = text.lastIndexOf("=");
  if (end > 0) {
    const own = { name: text.slice(0, end), share: parseShare(text.slice(end + 1)) };
    return { ...before, ofClasses: [...before.ofClasses, own] };
  }
  return { ...before, share: parseShare(text) };
}

/** A finite number of at least 0. */
export function parseNonNegative(text: string): number {
  const value = parseNumber(text);
  if (value >= 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`Expected a number of at least 0, got ${quote(text)}.`);
}

/** Sizes of hidden layers, separated by commas. */
export function parseHidden(text: string): number[] {
  return text === "none" ? [] : parseList(text).map(parsePositiveInteger);
}

/** A finite number greater than 0. */
export function parsePositiveNumber(text: string): number {
  const value = parseNumber(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`Expected a positive number, got ${quote(text)}.`);
}

/** Names or paths separated by commas; spaces around them do not count. */
export function parseList(text: string): string[] {
  const items = text.split(",").map((item) => item.trim());
  if (items.every((item) => item !== "")) return items;
  throw new InvalidArgumentError(`Expected names separated by commas, got ${quote(text)}.`);
}

/** A finite number. */
export function parseFinite(text: string): number {
  const value = parseNumber(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`Expected a number, got ${quote(text)}.`);
}

/** Any text but the empty one, which a shell leaves of a variable that is not set. */
export function parseNonEmpty(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("Expected a name, got an empty text.");
}

function parseInteger(text: string, from: number, to: number, expected: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= from && value <= to) return value;
  throw new InvalidArgumentError(`${expected}, got ${quote(text)}.`);
}

/** NaN for anything but a plain or exponential decimal number; `Number` alone would take "" and "0x1f". */
function parseNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

const quote = (text: string): string => JSON.stringify(text);
