import { describe, expect, test } from "vitest";
import { key, permutationIndices, split } from "../../../packages/ppl/src/random/index.js";
import { numbers } from "../distributions/values.js";
import { chiSquare } from "./statistics.js";

describe("permutationIndices", () => {
  test("are different, and each order comes as often as any", () => {
    const counts = new Map<string, number>();
    const keys = split(key(8), 1200);
    for (const k of keys) {
      const drawn = numbers(permutationIndices(k, 3, 3));
      expect(drawn.toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
      counts.set(drawn.join(), (counts.get(drawn.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    expect(chiSquare([...counts.values()], new Array<number>(6).fill(200))).toBeLessThan(4);
  });

  test("take a part of many", () => {
    const drawn = numbers(permutationIndices(key(9), 60_000, 128));
    expect(new Set(drawn).size).toBe(128);
    expect(drawn.every((i) => i >= 0 && i < 60_000)).toBe(true);
    expect(permutationIndices(key(9), 5, 0).shape).toEqual([0]);
  });
});
