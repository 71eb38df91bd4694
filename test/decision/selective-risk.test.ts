import { describe, expect, it } from "vitest";
import { imagesNeeded, selectiveRisk } from "../../packages/core/src/decision/selective-risk.js";
import { binomialUpperBound } from "../../packages/core/src/math/binomial-bound.js";
import { Random } from "../../packages/core/src/math/random.js";
import { expectNescioError } from "../helpers/errors.js";

/** Scores 1 to n; the lowest `wrong` of them are wrong. */
function ladder(n: number, wrong: number): { scores: number[]; correct: boolean[] } {
  const scores = Array.from({ length: n }, (_, i) => i + 1);
  return { scores, correct: scores.map((score) => score > wrong) };
}

describe("selectiveRisk", () => {
  it("answers all that the bound allows", () => {
    const { scores, correct } = ladder(4096, 512);
    const contract = { maxError: 0.05, confidence: 0.95 };
    const result = selectiveRisk(scores, correct, contract);
    if (!result.met) throw new Error("not met");
    const { threshold, answered, errors, error, coverage, errorBound } = result;
    expect(answered).toBe(4096 - threshold + 1);
    expect(coverage).toBe(answered / 4096);
    expect(errors).toBe(512 - threshold + 1);
    expect(error).toBe(errors / answered);
    // The start, at 3584, passes, and leaves all of δ; the next threshold, 4 images further, would break the bound.
    expect(errorBound).toBe(binomialUpperBound(errors, answered, 0.05));
    expect(errorBound).toBeLessThanOrEqual(0.05);
    expect(binomialUpperBound(errors + 4, answered + 4, 0.05)).toBeGreaterThan(0.05);
  });

  it("starts again with half of what may go wrong where a start answers too much", () => {
    const { scores, correct } = ladder(2000, 1000);
    const result = selectiveRisk(scores, correct, { maxError: 0.02, confidence: 0.9 });
    if (!result.met) throw new Error("not met");
    const { answered, errors, errorBound } = result;
    // 1750 fails and takes 0.05 with it; 875 passes, and what it leads to has the other 0.05.
    expect(errors).toBe(answered - 1000);
    expect(errorBound).toBe(binomialUpperBound(errors, answered, 0.05));
    expect(errorBound).toBeLessThanOrEqual(0.02);
    expect(binomialUpperBound(errors + 2, answered + 2, 0.05)).toBeGreaterThan(0.02);
  });

  it("answers no more than its start where that is all that passes", () => {
    // 1000 images: the first start answers 875. The 876th answer is wrong, and so are all after it.
    const { scores, correct } = ladder(1000, 125);
    const contract = { maxError: 0.0027, confidence: 0.8 };
    const result = selectiveRisk(scores, correct, contract);
    if (!result.met) throw new Error("not met");
    expect(result).toMatchObject({ answered: 875, errors: 0 });
    expect(result.errorBound).toBeCloseTo(binomialUpperBound(0, 875, 0.1), 12);
  });

  it("answers everything where nothing is wrong, and no matter how the scores are ordered", () => {
    const { scores, correct } = ladder(1000, 0);
    const contract = { maxError: 0.01, confidence: 0.9 };
    expect(selectiveRisk(scores, correct, contract)).toMatchObject({
      met: true,
      answered: 1000,
      threshold: 1,
    });
    const order = new Random(5).permutation(1000);
    const mixed = ladder(1000, 40);
    const shuffled = {
      scores: Array.from(order, (i) => mixed.scores[i]),
      correct: Array.from(order, (i) => mixed.correct[i]),
    };
    expect(selectiveRisk(shuffled.scores, shuffled.correct, contract)).toEqual(
      selectiveRisk(mixed.scores, mixed.correct, contract),
    );
  });

  it("answers tied scores together", () => {
    const scores = Array.from({ length: 2000 }, (_, i) => Math.floor(i / 500));
    const correct = scores.map((score) => score > 0);
    const result = selectiveRisk(scores, correct, { maxError: 0.02, confidence: 0.9 });
    expect(result).toMatchObject({ met: true, threshold: 1, answered: 1500, errors: 0 });
  });

  it("looks below ties that the first starts end in", () => {
    const scores = Array.from({ length: 1000 }, (_, i) => (i < 400 ? 1 - i / 1e6 : i < 900 ? 0.5 : 0.1));
    const correct = scores.map((_, i) => i < 400 || (i < 900 && i % 2 === 0));
    const result = selectiveRisk(scores, correct, { maxError: 0.05, confidence: 0.95 });
    expect(result).toMatchObject({ met: true, answered: 400, errors: 0 });
  });

  it("never answers what is refused whatever the threshold", () => {
    const { scores, correct } = ladder(1000, 100);
    const lost = scores.map((score) => (score <= 100 ? -Infinity : score));
    const result = selectiveRisk(lost, correct, { maxError: 0.02, confidence: 0.9 });
    expect(result).toMatchObject({ met: true, threshold: 101, answered: 900, coverage: 0.9, errors: 0 });
    const none = selectiveRisk([-Infinity, -Infinity], [true, true], { maxError: 0.5, confidence: 0.5 });
    expect(none).toMatchObject({ met: false, leastError: null });
  });

  it("says what could be met where the answers are too often wrong", () => {
    const scores = Array.from({ length: 4000 }, (_, i) => i);
    const correct = scores.map((score) => score % 20 !== 0);
    const contract = { maxError: 0.01, confidence: 0.99 };
    const result = selectiveRisk(scores, correct, contract);
    if (result.met) throw new Error("met");
    expect(result.imagesNeeded).toBeUndefined();
    expect(result.leastError).toBeGreaterThan(0.05);
    expect(result.leastError).toBeLessThan(0.08);
    const least = result.leastError!;
    expect(selectiveRisk(scores, correct, { ...contract, maxError: least })).toMatchObject({ met: true });
    expect(selectiveRisk(scores, correct, { ...contract, maxError: least - 0.001 })).toMatchObject({
      met: false,
    });
  });

  it("says how many images are needed where there are too few even if all are right", () => {
    const contract = { maxError: 0.001, confidence: 0.999 };
    const few = ladder(1000, 0);
    const result = selectiveRisk(few.scores, few.correct, contract);
    if (result.met) throw new Error("met");
    const needed = result.imagesNeeded!;
    expect(needed).toBe(imagesNeeded(contract));
    // The first start has half of δ.
    expect(needed).toBe(Math.ceil(Math.log(0.001 / 2) / Math.log(0.999)));
    const enough = ladder(needed, 0);
    expect(selectiveRisk(enough.scores, enough.correct, contract)).toMatchObject({
      met: true,
      answered: needed,
    });
    const short = ladder(needed - 1, 0);
    expect(selectiveRisk(short.scores, short.correct, contract).met).toBe(false);
  });

  it("keeps its promise: of simulated calibrations, no more than δ exceed the risk", () => {
    // The score is uniform, and the answer wrong with probability 0.3 (1 − score)²: the risk above t is 0.1 (1 − t)².
    const [runs, images, maxError, delta] = [150, 3000, 0.025, 0.2];
    let exceeded = 0;
    let naive = 0;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const random = new Random(99, run);
      const scores = Float64Array.from({ length: images }, () => random.uniform());
      const correct = Array.from(scores, (score) => random.uniform() >= 0.3 * (1 - score) ** 2);
      const result = selectiveRisk(scores, correct, { maxError, confidence: 1 - delta });
      if (result.met) {
        covered += result.coverage;
        if (0.1 * (1 - result.threshold) ** 2 > maxError) exceeded++;
      }
      // What one gets from the shares seen, without a bound.
      const order = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a]);
      let wrong = 0;
      let lowest = 1;
      order.forEach((i, place) => {
        wrong += correct[i] ? 0 : 1;
        if (wrong / (place + 1) <= maxError) lowest = scores[i];
      });
      if (0.1 * (1 - lowest) ** 2 > maxError) naive++;
    }
    expect(exceeded / runs).toBeLessThanOrEqual(delta + 3 * Math.sqrt((delta * (1 - delta)) / runs));
    expect(naive / runs).toBeGreaterThan(0.5);
    // Half of all could be answered; a bound that answers next to nothing would keep any promise.
    expect(covered / runs).toBeGreaterThan(0.25);
    expect(covered / runs).toBeLessThan(0.5);
  });

  it("keeps it where every threshold is a little too risky, so that any answer breaks it", () => {
    const [runs, images, maxError, delta] = [250, 600, 0.05, 0.2];
    let met = 0;
    for (let run = 0; run < runs; run++) {
      const random = new Random(7, run);
      const scores = Float64Array.from({ length: images }, () => random.uniform());
      const correct = Array.from(scores, () => random.uniform() >= maxError + 1e-4);
      if (selectiveRisk(scores, correct, { maxError, confidence: 1 - delta }).met) met++;
    }
    expect(met / runs).toBeLessThanOrEqual(delta + 3 * Math.sqrt((delta * (1 - delta)) / runs));
    expect(met / runs).toBeGreaterThan(0.02);
  });

  it.each<[string, number[], boolean[], number, number, "invalid-data" | "invalid-option"]>([
    ["no scores", [], [], 0.1, 0.9, "invalid-data"],
    ["NaN", [1, NaN], [true, true], 0.1, 0.9, "invalid-data"],
    ["+∞", [1, Infinity], [true, true], 0.1, 0.9, "invalid-data"],
    ["another number of answers", [1, 2], [true], 0.1, 0.9, "invalid-data"],
    ["an error of 0", [1, 2], [true, true], 0, 0.9, "invalid-option"],
    ["certainty", [1, 2], [true, true], 0.1, 1, "invalid-option"],
  ])("refuses %s", async (_, scores, correct, maxError, confidence, code) => {
    await expectNescioError(() => selectiveRisk(scores, correct, { maxError, confidence }), code);
  });
});
