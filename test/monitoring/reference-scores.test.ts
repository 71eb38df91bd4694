import { describe, expect, it } from "vitest";
import { Random } from "../../packages/core/src/math/random.js";
import { ReferenceScores } from "../../packages/core/src/monitoring/reference-scores.js";
import { chiSquare, chiSquareCritical } from "../helpers/chi-square.js";

const CELLS = 6;
const cell = (pValue: number): number => Math.floor(pValue * CELLS);

describe("reference scores", () => {
  // The stricter the less there is to compare with: with 3 scores a dependence of p-values would be large.
  it.each([
    ["none goes", 3, 100, (random: Random) => random.normal()],
    ["as many go as come", 3, 3, (random: Random) => random.normal()],
    ["it starts with none", 0, 2, (random: Random) => random.normal()],
    ["most are equal", 4, 4, (random: Random) => random.integer(2)],
  ])("gives p-values that are uniform and independent where %s", (_, calibration, capacity, draw) => {
    const steps = 5;
    const streams = 12_000;
    const pairs = Array.from({ length: steps * steps }, () => new Array<number>(CELLS * CELLS).fill(0));
    for (let stream = 0; stream < streams; stream++) {
      const random = new Random(5, stream);
      const scores = Array.from({ length: calibration }, () => draw(random));
      const reference = ReferenceScores.start(scores, capacity, stream);
      const cells = Array.from({ length: steps }, () => cell(reference.pValue(draw(random))));
      for (let a = 0; a < steps; a++) {
        for (let b = a + 1; b < steps; b++) pairs[a * steps + b][cells[a] * CELLS + cells[b]]++;
      }
    }
    for (let a = 0; a < steps; a++) {
      for (let b = a + 1; b < steps; b++) {
        const counts = pairs[a * steps + b];
        const { statistic, degrees } = chiSquare(
          counts,
          counts.map(() => streams / CELLS ** 2),
        );
        expect(statistic, `p-values ${a} and ${b}`).toBeLessThan(chiSquareCritical(degrees));
      }
    }
  });

  it("counts what is lower, and a random share of what is equal", () => {
    const pValueOf = (score: number, seed = 1): number =>
      ReferenceScores.start([5, 1, 3, 3, Infinity], 10, seed).pValue(score);
    const between = (score: number, low: number, high: number): void => {
      const found = Array.from({ length: 200 }, (_, seed) => pValueOf(score, seed));
      expect(Math.min(...found)).toBeGreaterThan(low / 6);
      expect(Math.max(...found)).toBeLessThan(high / 6);
      // All of it, not one end.
      expect(Math.min(...found)).toBeLessThan((low + 0.1 * (high - low)) / 6);
      expect(Math.max(...found)).toBeGreaterThan((high - 0.1 * (high - low)) / 6);
    };
    between(-Infinity, 0, 1);
    between(0, 0, 1);
    between(3, 1, 4);
    between(4, 3, 4);
    between(Infinity, 4, 6);
    // Equal in single precision is equal.
    between(3 + 1e-12, 1, 4);
  });

  it("keeps scores in order, never more than its capacity", () => {
    const random = new Random(6);
    const reference = ReferenceScores.start(
      Float32Array.from({ length: 50 }, () => random.normal()),
      20,
      1,
    );
    for (let i = 0; i < 100; i++) reference.pValue(random.normal());
    const { scores, count } = reference.toJSON();
    expect(count).toBe(100);
    expect(atob(scores.base64)).toHaveLength(20 * 4);
  });

  it("lets the traffic in", () => {
    const reference = ReferenceScores.start(new Float32Array(100), 100, 1);
    for (let i = 0; i < 2000; i++) reference.pValue(-1);
    // All that was there is gone: a 0 is now the highest.
    expect(reference.pValue(-0.5)).toBeGreaterThan(0.98);
  });
});
