import { describe, expect, it } from "vitest";
import { corruptions } from "../../packages/core/src/data/corruptions.js";
import { corruptionSweep } from "../../packages/core/src/evaluation/corruption-sweep.js";
import { expectNescioError } from "../helpers/errors.js";
import { fakeFamiliarity, fakePosterior, shades } from "./fake-posterior.js";

const rule = { kind: "max-probability", threshold: 0.9 } as const;
const set = shades("shades", 5, 250, 20, 240, 110, 150);

describe("corruptionSweep", () => {
  it("measures accuracy and refusals by strength, from the images as they are", async () => {
    const [curve, ...none] = await corruptionSweep(fakePosterior(), set, {
      rule,
      samples: 2,
      strengths: { noise: [0.05, 1], contrast: [1] },
    });
    expect(none).toHaveLength(1);
    expect(curve).toMatchObject({ corruption: "noise", unit: "", images: 6 });
    expect(curve.points.map(({ strength }) => strength)).toEqual([0, 0.05, 1]);
    expect(curve.points[0]).toEqual({
      strength: 0,
      forcedAccuracy: 1,
      refused: 2 / 6,
      reasons: { ambiguous: 2 / 6, uncertain: 0, unfamiliar: 0 },
      accuracyOnAccepted: 1,
    });
    // Noise is cut off at black and white: every mean moves to the middle, nothing is sure any more.
    expect(curve.points[2]).toMatchObject({ refused: 1, accuracyOnAccepted: null });
    // An even image has no contrast to lose.
    expect(none[0].points[1]).toEqual({ ...curve.points[0], strength: 1 });
  });

  it("asks familiarity where the rule does", async () => {
    const options = { strengths: { contrast: [0.5] }, familiarity: fakeFamiliarity } as const;
    const [{ points }] = await corruptionSweep(fakePosterior(), set, {
      ...options,
      rule: { ...rule, alpha: 0.05 },
    });
    expect(points[1].reasons).toEqual({ ambiguous: 0, uncertain: 0, unfamiliar: 2 / 6 });
  });

  it("goes through every corruption by default, the same way every time", async () => {
    const seen: number[] = [];
    const run = () =>
      corruptionSweep(fakePosterior(), set, { rule, seed: 4, onProgress: (_, done) => seen.push(done) });
    const curves = await run();
    expect(curves.map(({ corruption }) => corruption)).toEqual(Object.keys(corruptions));
    expect(seen).toEqual(Array.from({ length: 31 }, (_, i) => i + 1));
    expect(await run()).toEqual(curves);
  });

  it("refuses strengths, rules and a lack of familiarity before anything is predicted", async () => {
    const posterior = fakePosterior();
    const sweep = (changes: object) => () => corruptionSweep(posterior, set, { rule, ...changes });
    await expectNescioError(
      sweep({ strengths: { noise: [0.1], contrast: [0.5, 2] } }),
      "invalid-option",
      'corruption "contrast", strength',
    );
    await expectNescioError(sweep({ rule: { ...rule, alpha: 0.05 } }), "invalid-option", "p-values");
    await expectNescioError(sweep({ rule: { ...rule, threshold: 2 } }), "invalid-option", "threshold = 2");
    expect(posterior.predicted).toBe(0);
  });

  it("stops when told to, and needs labels", async () => {
    const signal = AbortSignal.abort();
    await expect(corruptionSweep(fakePosterior(), set, { rule, signal })).rejects.toThrow(
      /a request to stop/,
    );
    const { labels, ...rest } = set;
    expect(labels).toBeDefined();
    await expect(corruptionSweep(fakePosterior(), rest, { rule })).rejects.toThrow(/expected labels/);
  });
});
