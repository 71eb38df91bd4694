import { describe, expect, test } from "vitest";
import { np } from "../../../packages/ppl/src/jax.js";
import { categorical, key } from "../../../packages/ppl/src/random/index.js";
import { numbers } from "../distributions/values.js";
import { chiSquare } from "./statistics.js";

const size = 100_000;

describe("categorical", () => {
  test("draws classes in proportion to exp(logits), each row its own", () => {
    const probabilities = [
      [0.1, 0.2, 0.3, 0.4],
      [0.97, 0.02, 0, 0.01],
    ];
    const logits = np.array(
      probabilities.map((row) => row.map((p) => (p > 0 ? Math.log(p) + 5 : -Infinity))),
    );
    const draws = numbers(categorical(key(7), logits, [size]));
    probabilities.forEach((row, r) => {
      const counts = row.map((_, c) => draws.filter((x, i) => i % 2 === r && x === c).length);
      expect(counts.reduce((a, b) => a + b)).toBe(size);
      const possible = row.flatMap((p, c) => (p > 0 ? [c] : []));
      expect(
        Math.abs(
          chiSquare(
            possible.map((c) => counts[c]),
            possible.map((c) => row[c] * size),
          ),
        ),
      ).toBeLessThan(4);
    });
  });
});
