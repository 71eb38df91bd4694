import { EventEmitter } from "node:events";
import { readdir } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { addCommonOptions, type CommonOptions } from "../../packages/cli/src/options.js";
import { action, type CommandContext } from "../../packages/cli/src/run-command.js";
import { NescioError, throwIfAborted } from "../../packages/core/src/errors.js";
import { runCli, type CliResult } from "../helpers/cli.js";

type Run = (context: CommandContext<object>, name?: string) => Promise<void>;

/** Runs `nescio work …` with an action of the test's own. */
function runWork(argv: readonly string[], run: Run, signals?: EventEmitter): Promise<CliResult> {
  const work = new Command("work").argument("[name]").action(action(run));
  addCommonOptions(work, "json", "quiet", "seed", "threads");
  const program = new Command("nescio").version("1.2.3").addCommand(work);
  return runCli(argv, { program, ...(signals ? { signals } : {}) });
}

const missing = new NescioError({
  code: "not-found",
  subject: "model.nescio",
  expected: "a model file",
  found: "no such file",
  next: "Train one.",
});

describe("runProgram", () => {
  test("an action gets its arguments, its options and a ui", async () => {
    let seen: [string | undefined, CommonOptions] | undefined;
    const result = await runWork(["work", "it", "--seed", "3", "--threads", "2"], (context, name) => {
      seen = [name, context.options];
      context.ui.result({}, () => "done");
      return Promise.resolve();
    });
    expect(seen).toEqual(["it", { seed: 3, threads: 2 }]);
    expect(result).toEqual({ code: 0, stdout: "done\n", stderr: "", exits: [] });
  });

  test("the command line is told as it was typed, whatever its options are parsed to", async () => {
    let line: string | undefined;
    const run: Run = ({ commandLine }) => Promise.resolve(void (line = commandLine));
    const work = new Command("work").argument("[name]").action(action(run));
    work.option("--how <text>", "parsed to a record", (text) => ({ text })).option("--no-thing");
    work.option("--some [n]", "may stand alone").option("--out <file>", "left out");
    const program = new Command("nescio").addCommand(addCommonOptions(work, "seed", "quiet"));
    const argv = ["work", "it's", "--how", "photo:crop", "--no-thing", "--some", "-q", "--out", "x"];
    expect((await runCli(argv, { program })).code).toBe(0);
    expect(line).toBe("nescio work 'it'\\''s' --how photo:crop --no-thing --some --seed 3");
  });

  test("a NescioError is a message and its exit code", async () => {
    const result = await runWork(["work"], () => Promise.reject(missing));
    expect(result).toMatchObject({ code: 4, stdout: "" });
    expect(result.stderr).toBe("nescio: model.nescio: expected a model file, got no such file. Train one.\n");
  });

  test("with --json the error is one JSON object on stderr", async () => {
    const result = await runWork(["work", "--json"], () => Promise.reject(missing));
    expect(result).toMatchObject({ code: 4, stdout: "" });
    expect(JSON.parse(result.stderr)).toEqual(missing.toJSON());
  });

  test("any other error is a bug: exit code 70 and the stack", async () => {
    const run = (): Promise<void> => Promise.reject(new TypeError("x is not a function"));
    const result = await runWork(["work"], run);
    expect(result.code).toBe(70);
    expect(result.stderr).toMatch(/internal error\nTypeError: x is not a function\n +at /);
    const asJson = await runWork(["work", "--json"], run);
    expect(JSON.parse(asJson.stderr)).toMatchObject({ code: "internal" });
  });

  test.each([
    [["work", "--seed", "x"], "Expected an integer from 0 to 4294967295"],
    [["work", "--seed"], "argument missing"],
    [["work", "--sede", "1"], "unknown option '--sede'"],
    [["work", "a", "b"], "too many arguments"],
    [["wrok"], "unknown command 'wrok'"],
  ])("wrong usage %o: exit code 2", async (argv, part) => {
    const run = (): Promise<void> => Promise.reject(new Error("must not run"));
    const result = await runWork(argv, run);
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(result.stderr).toContain(part);
    const asJson = await runWork([...argv.slice(0, 1), "--json", ...argv.slice(1)], run);
    expect(asJson.code).toBe(2);
    expect(JSON.parse(asJson.stderr)).toMatchObject({ code: "invalid-option" });
  });

  test.each([[["--help"]], [["work", "--help"]], [["--version"]]])("%o: exit code 0", async (argv) => {
    const result = await runWork(argv, () => Promise.reject(new Error("must not run")));
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(result.stdout).toMatch(/^Usage: nescio|^1\.2\.3$/m);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ])("%s fires the signal; the exit code is %i, and no listener stays", async (name, code) => {
    const signals = new EventEmitter();
    const result = await runWork(
      ["work"],
      async ({ signal }) => {
        signals.emit(name);
        throwIfAborted(signal, "work");
        await Promise.reject(new Error("was not stopped"));
      },
      signals,
    );
    expect(result).toMatchObject({ code, exits: [] });
    expect(result.stderr).toContain("Ctrl-C again");
    expect(signals.eventNames()).toEqual([]);
  });

  test("a library that stops by an AbortError counts as interrupted; unasked it is a bug", async () => {
    const signals = new EventEmitter();
    const stopped = await runWork(
      ["work"],
      async ({ signal }) => {
        signals.emit("SIGINT");
        await wait(1000, undefined, { signal });
      },
      signals,
    );
    expect(stopped.code).toBe(130);
    const unasked = await runWork(["work"], () => Promise.reject(new DOMException("stop", "AbortError")));
    expect(unasked.code).toBe(70);
  });

  test("while it is busy nothing listens, so that a signal ends the process; a command that is to stop does not begin", async () => {
    const signals = new EventEmitter();
    const seen: unknown[] = [];
    const result = await runWork(
      ["work"],
      ({ busy }) => {
        seen.push(
          busy(() => signals.eventNames()),
          signals.eventNames(),
        );
        expect(() =>
          busy(() => {
            throw new RangeError("of the work");
          }),
        ).toThrow("of the work");
        seen.push(signals.eventNames());
        signals.emit("SIGINT");
        busy(() => seen.push("began"));
        return Promise.resolve();
      },
      signals,
    );
    const both = ["SIGINT", "SIGTERM"];
    expect(seen).toEqual([[], both, both]);
    expect(result.code).toBe(130);
  });

  test("what the system refuses is no bug", async () => {
    const result = await runWork(["work"], async () => {
      await readdir("/nowhere/like/it");
    });
    expect(result.code).toBe(8);
    expect(result.stderr).toMatch(
      /^nescio: \/nowhere\/like\/it: expected the system to allow it, got ENOENT/,
    );
  });

  test("a second signal ends the process at once", async () => {
    const signals = new EventEmitter();
    const result = await runWork(
      ["work"],
      () => {
        signals.emit("SIGINT");
        signals.emit("SIGINT");
        return Promise.resolve();
      },
      signals,
    );
    expect(result.exits).toEqual([130]);
  });
});
