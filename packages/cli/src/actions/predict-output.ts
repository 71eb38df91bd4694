import type { Hint, NescioError, Rule } from "@nescio/core";
import { printable, ruleKindOf } from "@nescio/core/internal";
import { csvLine } from "../csv.js";
import { formatTable, type Ui } from "../ui.js";

/** What is said of a picture, or of one character of it. */
export interface PictureAnswerRow {
  readonly file: string;
  /** Which character, from 1, where the picture was split, and where it is in it. */
  readonly part?: number;
  readonly box?: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  readonly kind: string;
  readonly refused: boolean;
  readonly answer: string | null;
  readonly candidates: readonly string[];
  readonly why: string;
  readonly score: number;
  readonly familiarity?: number;
  readonly set?: readonly string[];
  readonly hints: readonly Hint[];
  readonly probabilities: readonly {
    readonly class: string;
    readonly quantile?: number;
    readonly mean: number;
  }[];
}

export type PictureRow = PictureAnswerRow | { readonly file: string; readonly error: NescioError };

/** What to type about what the reading noticed; about polarity, the other of what was done. */
const adviceAbout = (invert: boolean): Partial<Record<Hint["kind"], string>> => ({
  several: "--split",
  polarity: invert ? "--no-invert" : "--invert",
});

/** For people: an answer or a refusal with its reason, and the probabilities of all classes. */
export function textOf(
  rows: readonly PictureRow[],
  {
    rule,
    samples,
    ruleText,
    invert,
    colors,
  }: {
    rule: Rule;
    samples: number;
    ruleText: string;
    /** Whether pictures were inverted. */
    invert: boolean;
    colors: Ui["colors"];
  },
): string {
  const { bold, green, yellow, red, dim } = colors;
  const statistic = ruleKindOf(rule).statistic(rule);
  const blocks = rows.map((row) => {
    if ("error" in row) return `${printable(row.file)}: ${red(bold("not read"))}  ${row.error.message}`;
    const { refused, candidates, set } = row;
    const says = refused
      ? yellow(bold("I don't know"))
      : candidates.length === 1
        ? green(bold(printable(candidates[0])))
        : yellow(bold(`${printable(candidates.join(" or "))}?`));
    const sets = set === undefined ? "" : setLine(set, rule.sets!);
    return `${nameOf(row)}: ${says}  ${printable(row.why)}${adviceOf(row, invert)}\n${sets}${probabilityTable(row, statistic, dim)}`;
  });
  const legend =
    statistic !== "mean"
      ? `q${statistic}: the quantile ${statistic} of a class's probability over ${samples} sampled networks`
      : `mean: of a class's probability over ${samples} sampled networks`;
  return `${blocks.join("\n\n")}\n\n${dim(`${legend}; rule ${ruleText}`)}`;
}

function nameOf({ file, part }: PictureAnswerRow): string {
  return part === undefined ? printable(file) : `${printable(file)}, character ${part}`;
}

function adviceOf({ refused, hints }: PictureAnswerRow, invert: boolean): string {
  const advice = adviceAbout(invert);
  const options = hints.flatMap(({ kind }) => advice[kind] ?? []);
  return refused && options.length > 0 ? ` (${options.join(", ")})` : "";
}

function probabilityTable(
  { probabilities }: PictureAnswerRow,
  statistic: number | "mean",
  dim: (text: string) => string,
): string {
  return formatTable(
    [
      { title: "CLASS" },
      ...probabilities.map(({ class: name }) => ({ title: name, align: "right" as const })),
    ],
    [
      ...(statistic !== "mean"
        ? [[`q${statistic}`, ...probabilities.map(({ quantile = NaN }) => quantile.toFixed(3))]]
        : []),
      ["mean", ...probabilities.map(({ mean }) => mean.toFixed(3))],
    ],
    dim,
  );
}

/** The prediction set, with what it promises. */
function setLine(set: readonly string[], { coverage, method }: NonNullable<Rule["sets"]>): string {
  const share = `${+(100 * coverage).toFixed(4)} %`;
  return `set: {${printable(set.join(", "))}} (${method}; such sets hold the true class of ${share} of genuine images)\n`;
}

/** A line for each picture or character (RFC 4180), with a head; the last columns are mean probabilities of the classes. */
export function csvOf(rows: readonly PictureRow[], classes: readonly string[]): string {
  const head = [
    "file",
    "part",
    "answer",
    "refused",
    "kind",
    "candidates",
    "why",
    "familiarity",
    "hints",
    "error",
  ];
  const lines = rows.map((row) => {
    if ("error" in row) {
      return [
        row.file,
        ...Array.from({ length: head.length - 2 }, () => ""),
        row.error.message,
        ...classes.map(() => ""),
      ];
    }
    const { file, part, answer, refused, kind, candidates, why, familiarity, hints, probabilities } = row;
    const facts = [file, part, answer, refused, kind, candidates.join(" "), why, familiarity];
    return [...facts, hints.map((hint) => hint.kind).join(" "), "", ...probabilities.map(({ mean }) => mean)];
  });
  return [[...head, ...classes], ...lines].map(csvLine).join("");
}
