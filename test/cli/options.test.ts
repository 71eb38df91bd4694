import { Command, InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import { calibrateCommand } from "../../packages/cli/src/commands/calibrate.js";
import {
  addCommonOptions,
  parseList,
  parseNonEmpty,
  parsePositiveInteger,
  parsePositiveNumber,
  parseSeed,
  parseShare,
  ruleOption,
} from "../../packages/cli/src/options.js";
import { ruleKinds } from "../../packages/core/src/decision/rules/index.js";

test("the help of --rule and the choices of --score have every kind in the table", () => {
  const { description } = ruleOption("rule to decide by", "the model's", { familiarity: true });
  const score = calibrateCommand().options.find(({ long }) => long === "--score")!;
  const kinds = ruleKinds.map(({ kind }) => kind);
  expect(kinds.length).toBeGreaterThan(3);
  for (const kind of kinds) expect(description).toContain(`${kind}:`);
  expect(score.argChoices).toEqual(kinds.filter((kind) => kind !== "quantile"));
});

describe("option parsers", () => {
  test.each([
    [parsePositiveInteger, "12", 12],
    [parseSeed, "0", 0],
    [parseSeed, "4294967295", 4294967295],
    [parseShare, "0", 0],
    [parseShare, "1", 1],
    [parseShare, "0.25", 0.25],
    [parseShare, ".5", 0.5],
    [parsePositiveNumber, "1e-3", 0.001],
    [parseList, "noise, a/b ,c", ["noise", "a/b", "c"]],
    [parseNonEmpty, "x", "x"],
  ])("%o takes %s", (parse, text, value) => {
    expect(parse(text)).toEqual(value);
  });

  test.each([
    [parsePositiveInteger, ["0", "-1", "1.5", "", "x", "1e3", "0x10", " 1", "9007199254740993"]],
    [parseSeed, ["-1", "4294967296", "1.0", "", "NaN"]],
    [parseShare, ["-0.1", "1.1", "", "x", "NaN", "Infinity", "50%"]],
    [parsePositiveNumber, ["0", "-1", "", "1e999", "NaN", "0x1"]],
    [parseList, ["", ",", "a,,b", "a, "]],
    [parseNonEmpty, [""]],
  ])("%o refuses %o", (parse, texts) => {
    for (const text of texts) expect(() => parse(text)).toThrow(InvalidArgumentError);
  });

  test("a command gets the shared options that it names", () => {
    const command = addCommonOptions(new Command(), "seed", "threads", "json", "dataDir", "quiet");
    command.parse(["--seed", "7", "--threads", "2", "--json", "--data-dir", "d", "-q"], { from: "user" });
    expect(command.opts()).toEqual({ seed: 7, threads: 2, json: true, dataDir: "d", quiet: true });
    expect(addCommonOptions(new Command(), "seed").parse([], { from: "user" }).opts()).toEqual({ seed: 3 });
    expect(addCommonOptions(new Command(), "json").helpInformation()).not.toContain("--seed");
  });
});
