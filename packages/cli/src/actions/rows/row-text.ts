import type { Answer, Model, TableRow } from "@nescio/core";
import { printable } from "@nescio/core/internal";
import { formatTable, type Ui } from "../../ui.js";
import { bestProbability } from "./row-answers.js";

/** What is said of a row, as `--json` prints it. */
export interface RowAnswer {
  /** From 1. */
  readonly row: number;
  /** Of the file, where it has lines. */
  readonly line?: number;
  /** Where rows have names. */
  readonly name?: string;
  readonly kind: string;
  readonly refused: boolean;
  readonly answer: string | null;
  readonly candidates: readonly string[];
  readonly why: string;
  /** Of the most probable class. */
  readonly probability: number;
  readonly score: number;
  readonly familiarity?: number;
  /** What the nearest training rows are called. */
  readonly nearest?: readonly string[];
  readonly set?: readonly string[];
  readonly probabilities: readonly { readonly class: string; readonly mean: number }[];
}

export function rowAnswer(
  { number, line }: TableRow,
  name: string | undefined,
  given: Answer,
  { model: { classes } }: { readonly model: Model },
): RowAnswer {
  const { decision, refused, labels, explanation, pValue, nearest, set, probabilities } = given;
  return {
    row: number,
    ...(line === undefined ? {} : { line }),
    ...(name === undefined ? {} : { name }),
    ...{ kind: decision.kind, refused, answer: refused ? null : labels[0], candidates: labels },
    ...{ why: explanation, probability: bestProbability(given), score: decision.score },
    ...(pValue === undefined ? {} : { familiarity: pValue }),
    ...(nearest === undefined ? {} : { nearest }),
    ...(set === undefined ? {} : { set }),
    probabilities: classes.map((each, c) => ({ class: each, mean: probabilities[c] })),
  };
}

/** Rows in a terminal: what each is called, its answer or that there is none, and why. Probabilities are rounded down, as there. */
export function rowTable(rows: readonly RowAnswer[], { colors }: Pick<Ui, "colors">): string {
  const { bold, green, yellow } = colors;
  const named = rows.some(({ name }) => name !== undefined);
  const withSets = rows.some(({ set }) => set !== undefined);
  return formatTable(
    [
      { title: "ROW", align: "right" },
      ...(named ? [{ title: "NAME" }] : []),
      { title: "ANSWER" },
      { title: "PROBABILITY", align: "right" },
      ...(withSets ? [{ title: "SET" }] : []),
      { title: "WHY" },
    ],
    rows.map(({ row, name = "", answer, candidates, probability, set = [], why }) => [
      row,
      ...(named ? [shorten(name)] : []),
      answer === null
        ? { text: "I don't know", style: yellow }
        : { text: shorten(candidates.join(" or ")), style: green },
      (Math.floor(1000 * probability) / 1000).toFixed(3),
      ...(withSets ? [`{${shorten(set.join(", "))}}`] : []),
      why,
    ]),
    bold,
  );
}

/** A text that leaves room for what is beside it. */
function shorten(text: string): string {
  const letters = Array.from(printable(text));
  return letters.length > 40 ? `${letters.slice(0, 39).join("")}…` : letters.join("");
}
