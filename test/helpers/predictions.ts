import { Random } from "../../packages/core/src/math/random.js";

export const classes: readonly string[] = ["cat", "dog", "owl"];

export interface PredictionsOptions {
  /** How much surer than they should be the probabilities are; the labels are drawn at 1. Default 3. */
  readonly sureness?: number;
  /** Draws the labels. Default: as `seed`, which draws the rows. */
  readonly noise?: number;
  /** By so much the outputs differ from what the labels are drawn by. Default 0. */
  readonly off?: number;
  /** How far the true logits lie apart. Default 2. */
  readonly spread?: number;
}

/** What a model that is too sure says of rows, and their labels. */
export function predictions(
  count: number,
  seed: number,
  { sureness = 3, noise = 0, off = 0, spread = 2 }: PredictionsOptions = {},
) {
  const random = new Random(seed);
  const other = new Random(seed + 1000 + noise);
  const softmax = (logits: readonly number[]): number[] => {
    const each = logits.map(Math.exp);
    return each.map((value) => value / each.reduce((a, b) => a + b));
  };
  return Array.from({ length: count }, () => {
    const logits = classes.map(() => spread * random.normal());
    let left = random.uniform();
    const label = Math.max(
      0,
      softmax(logits).findIndex((p) => (left -= p) <= 0),
    );
    const said = logits.map((z) => sureness * (z + off * other.normal()));
    return { logits: said, probabilities: softmax(said), label };
  });
}

/** The rows as CSV, each number in a column of its class. */
export function csvOf(rows: ReturnType<typeof predictions>, { labels = true } = {}): string {
  const lines = rows.map(({ probabilities, label }) =>
    [...probabilities.map((p) => p.toFixed(6)), ...(labels ? [classes[label]] : [])].join(","),
  );
  return `p_cat,p_dog,p_owl${labels ? ",truth" : ""}\n${lines.join("\n")}\n`;
}
