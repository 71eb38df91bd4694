import * as z from "zod";
import { invalidNetwork } from "./checks.js";
import type { LayerKind } from "./kind.js";

const schema = z.strictObject({
  type: z.literal("standardize"),
  /** Of each column, what becomes 0. */
  mean: z.array(z.number().min(-1e30).max(1e30)).min(1).max(65_536),
  /** What its distance from that is divided by. */
  deviation: z.array(z.number().min(1e-30).max(1e30)).min(1).max(65_536),
});

/** How rows of numbers are read: (value − mean) / deviation, column by column. It can only be the first layer; without it they are taken as they are. */
export type StandardizeLayer = z.infer<typeof schema>;

export const standardize = {
  schema,
  shape: ({ mean, deviation }, input, subject) => {
    if (input.length !== 1) throw invalidNetwork(subject, "rows of numbers", `shape ${input.join("×")}`);
    const wrong = Object.entries({ mean, deviation }).find(([, values]) => values.length !== input[0]);
    if (wrong === undefined) return input;
    const expected = `a number for each of the ${input[0]} columns`;
    throw invalidNetwork(`${subject}, ${wrong[0]}`, expected, String(wrong[1].length));
  },
  reads: ({ mean, deviation }) =>
    deviation.map((divisor, column) => ({ factor: 1 / divisor, addend: -mean[column] / divisor })),
} satisfies LayerKind<StandardizeLayer>;
