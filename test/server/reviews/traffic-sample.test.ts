import { describe, expect, test } from "vitest";
import { selectiveRisk } from "../../../packages/core/src/decision/selective-risk.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { newReviewId } from "../../../packages/server/src/reviews/review-id.js";
import type { Arrival, ReviewRecord } from "../../../packages/server/src/reviews/review.js";
import { settledLabel } from "../../../packages/server/src/reviews/settled-label.js";
import { trafficSample } from "../../../packages/server/src/reviews/traffic-sample.js";

const own = "ab".repeat(32);
type Facts = Pick<ReviewRecord, "id" | "arrival" | "auditRate" | "model">;

function facts(arrival: Arrival, auditRate: number | null = null, digest = own): Facts {
  return { id: newReviewId(), arrival, auditRate, model: { name: "m", digest } };
}

const many = (count: number, make: () => Facts): Facts[] => Array.from({ length: count }, make);
const share = (part: readonly Facts[], arrival: Arrival): number =>
  part.filter((one) => one.arrival === arrival).length;

describe("a sample of the traffic", () => {
  test("has what was answered and what was refused with the same probability", () => {
    const random = new Random(1);
    // 100,000 inputs, of which the model refuses one in ten; of the others one in twenty is audited.
    const reviews = [
      ...many(10_000, () => facts("refused")),
      ...many(90_000, () => facts("audit", 0.05)).filter(() => random.uniform() < 0.05),
    ];
    const { rate, sample, others } = trafficSample(reviews, own);
    expect(rate).toBe(0.05);
    expect(sample.length + others.length).toBe(reviews.length);
    // All that was audited is in it, and 500 ± 22 of the refused: ten percent of the sample.
    expect(share(others, "audit")).toBe(0);
    expect(Math.abs(share(sample, "refused") - 500)).toBeLessThan(4 * 22);
  });

  test("is thinned to the lowest rate, and never takes more than half", () => {
    const reviews = [...many(4000, () => facts("audit", 0.4)), ...many(1000, () => facts("audit", 0.1))];
    const { rate, sample } = trafficSample(reviews, own);
    expect(rate).toBe(0.1);
    expect(sample.filter(({ auditRate }) => auditRate === 0.1)).toHaveLength(1000);
    expect(Math.abs(sample.length - 2000)).toBeLessThan(4 * 28);
    const all = trafficSample(
      [...many(2000, () => facts("audit", 1)), ...many(2000, () => facts("refused"))],
      own,
    );
    expect(all.rate).toBe(0.5);
    expect(Math.abs(all.sample.length - 2000)).toBeLessThan(4 * 32);
  });

  test("draws the same ones whatever else is there, and in whichever order", () => {
    const reviews = [...many(200, () => facts("audit", 0.2)), ...many(200, () => facts("refused"))];
    const drawn = new Set(trafficSample(reviews, own).sample);
    const again = trafficSample([...reviews, ...many(50, () => facts("ambiguous"))].reverse(), own);
    for (const review of reviews) expect(again.sample.includes(review)).toBe(drawn.has(review));
  });

  test("has nothing that was asked for, nor of another model, and is none where nothing was audited", () => {
    const other = "cd".repeat(32);
    const reviews = [
      ...many(50, () => facts("asked")),
      ...many(50, () => facts("audit", 0.5, other)),
      ...many(50, () => facts("refused", null, other)),
    ];
    expect(trafficSample(reviews, own)).toEqual({ rate: null, sample: [], others: reviews });
    const { sample } = trafficSample([...reviews, ...many(50, () => facts("audit", 0.5))], own);
    expect(sample).toHaveLength(50);
    expect(new Set(sample.map(({ arrival, model }) => `${arrival} ${model.digest}`))).toEqual(
      new Set([`audit ${own}`]),
    );
  });
});

// A promise by the audit slice alone is one about what the model before answered: the new rule answers other inputs.
test("a promise by the sample holds for the whole traffic, where one by the audit slice alone does not", () => {
  const contract = { maxError: 0.05, confidence: 0.9 };
  const runs = 60;
  const broken = { sample: 0, audit: 0 };
  for (let run = 0; run < runs; run++) {
    const random = new Random(9, run);
    const traffic = Array.from({ length: 8000 }, () => {
      // Half the inputs the model before refuses; the model after is as sure of them, but more often wrong.
      const refused = random.uniform() < 0.5;
      const score = random.uniform();
      const wrong = random.uniform() < (refused ? 0.25 : 0.06) * (1 - score);
      const audited = !refused && random.uniform() < 0.2;
      return { ...facts(refused ? "refused" : "audit", refused ? null : 0.2), score, right: !wrong, audited };
    });
    const queue = traffic.filter(({ arrival, audited }) => arrival === "refused" || audited);
    const riskBy = (reviews: typeof traffic): number => {
      const scores = reviews.map(({ score }) => score);
      const rights = reviews.map(({ right }) => right);
      const found = selectiveRisk(scores, rights, contract);
      if (!found.met) return 0;
      const answered = traffic.filter(({ score }) => score >= found.threshold);
      return answered.filter(({ right }) => !right).length / answered.length;
    };
    if (riskBy([...trafficSample(queue, own).sample]) > contract.maxError) broken.sample++;
    if (riskBy(queue.filter(({ audited }) => audited)) > contract.maxError) broken.audit++;
  }
  expect(broken.sample / runs).toBeLessThanOrEqual(0.1);
  expect(broken.audit / runs).toBeGreaterThan(0.5);
});

describe("a settled label", () => {
  const verdicts = (...labels: (string | null)[]): ReviewRecord["verdicts"] =>
    labels.map((label, i) => ({ reviewer: `r${i}`, label, at: i }));

  test.each([
    [1, ["seven"], "seven"],
    [1, [], null],
    [1, [null], null],
    [1, [null, "seven"], "seven"],
    [2, ["seven"], null],
    [2, ["seven", "seven"], "seven"],
    [2, ["seven", "one"], null],
    [1, ["seven", "one"], null],
  ] as const)("of %i wanted, %j is %s", (labelsWanted, labels, settled) => {
    expect(settledLabel({ labelsWanted, verdicts: verdicts(...labels) })).toBe(settled);
  });
});
