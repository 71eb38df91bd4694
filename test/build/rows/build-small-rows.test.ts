import { describe, expect, test } from "vitest";
import {
  buildSmallRows,
  type SmallRowsOptions,
  type SmallRowsResult,
} from "../../../packages/core/src/build/rows/build-small-rows.js";
import { isSmall } from "../../../packages/core/src/build/rows/small.js";
import { shuffledColumns } from "../../../packages/core/src/data/shuffled-columns.js";
import type { RowDataset } from "../../../packages/core/src/data/dataset.js";
import { isUnfamiliar } from "../../../packages/core/src/familiarity/unfamiliar.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { parseNetwork } from "../../../packages/core/src/layers/network.js";
import { expectNescioError } from "../../helpers/errors.js";
import { drawnRows, gaussians } from "./problems.js";

const plain = { seed: 1, samples: 10, confidence: 0.95, threads: 1 };
const build = (dataset: RowDataset, options: Partial<SmallRowsOptions> = {}): Promise<SmallRowsResult> =>
  buildSmallRows(dataset, { ...plain, ...options });

describe("buildSmallRows", () => {
  const dataset = gaussians(120, 3, 6, new Random(2));

  test("learns from all rows, and promises by all of them", async () => {
    const stages: string[] = [];
    const { trained, rule, familiarity, findings } = await build(dataset, {
      onStage: (stage) => stages.push(stage),
    });
    expect(stages).toEqual(["choice", "training", "familiarity", "promise"]);
    expect(findings).toMatchObject({ kind: "neighbours", alpha: 0.02, images: 120, confidence: 0.95 });
    expect(findings.outOfFold.accuracy).toBeGreaterThan(0.9);
    expect(findings.choice).toMatchObject({ chosen: "linear" });
    expect(findings.choice!.logLikelihoods.linear / -120).toBeCloseTo(findings.outOfFold.nll, 1);
    expect(findings.answered).toBeGreaterThan(60);
    expect(findings.errorBound).toBeGreaterThan(findings.wrong / findings.answered);
    expect(rule.calibration).toMatchObject({ images: 120, contract: { confidence: 0.95 }, samples: 10 });
    expect(trained.settings).toMatchObject({ posterior: "point", klWeight: 1 });
    // Genuine rows are refused no more often than alpha says; what is far from all of them always is.
    const share = async (rows: RowDataset): Promise<number> => {
      const { pValues } = await familiarity.score(rows, { threads: 1 });
      return pValues.filter((p) => isUnfamiliar(p, 0.02)).length / rows.count;
    };
    expect(await share(gaussians(1500, 3, 6, new Random(3)))).toBeLessThan(0.04);
    expect(await share({ ...dataset, values: dataset.values.map((x) => x + 20) })).toBe(1);
    expect(findings.refused.shuffled).toBeCloseTo(await share(shuffledColumns(dataset, 1)), 6);
  });

  test("the same seed, the same result", async () => {
    const [one, same] = [await build(dataset), await build(dataset)];
    expect(same.findings).toEqual(one.findings);
    expect(same.rule).toEqual(one.rule);
    expect(same.trained.posterior.draw(0)).toEqual(one.trained.posterior.draw(0));
  });

  test("nothing is chosen where the options say how to train", async () => {
    const exact = await build(dataset, { posterior: "polya-gamma", settings: { epochs: 1 } });
    expect(exact.findings.choice).toBeUndefined();
    expect(exact.trained.settings).toMatchObject({ posterior: "polya-gamma", epochs: 1 });
    expect(exact.trained.posterior.network.layers).toHaveLength(1);
    expect(exact.findings.outOfFold.accuracy).toBeGreaterThan(0.9);
    const layers = [
      { type: "dense", name: "a", outputs: 5 },
      { type: "relu" },
      { type: "dense", name: "b", outputs: 3 },
    ];
    const network = parseNetwork({ input: [2], layers });
    const other = await build(dataset, { network, members: 2 });
    expect(other.trained.posterior.network).toEqual(network);
    expect(other.trained.settings).toMatchObject({ posterior: "ensemble", members: 2 });
  });

  test("alpha is the one given, or the least that so few rows allow", async () => {
    expect((await build(dataset, { alpha: 0.1 })).findings.alpha).toBe(0.1);
    expect((await build(gaussians(16, 2, 5, new Random(1)))).findings.alpha).toBe(0.059);
  });

  test("classes of two rows, and fewer rows than folds, are learned from", async () => {
    const rare = drawnRows(42, 3, (row) => {
      const label = row >= 40 ? 2 : row % 2;
      return [label, 4 * label + (row % 5) / 5, (row % 7) / 7];
    });
    expect((await build(rare)).findings.images).toBe(42);
    const few = await build(gaussians(4, 2, 20, new Random(1)));
    expect(few.findings.images).toBe(4);
    expect(few.findings.answered).toBeLessThanOrEqual(4);
  });

  test("constant and repeated columns, and classes that are apart, are no matter", async () => {
    const random = new Random(6);
    const awkward = drawnRows(60, 2, (row) => {
      const x = (row % 2 === 0 ? -3 : 3) + random.normal();
      return [row % 2, x, x, -2 * x, 0, 1];
    });
    const { findings, trained } = await build(awkward);
    expect(findings.outOfFold.accuracy).toBeGreaterThan(0.95);
    expect(Number.isFinite(findings.outOfFold.nll)).toBe(true);
    for (const { data } of trained.posterior.draw(0).values()) expect(data.every(Number.isFinite)).toBe(true);
  });

  test("what cannot be learned or promised is told", async () => {
    const single = drawnRows(3, 3, (row) => [row, row]);
    await expectNescioError(
      () => build(single),
      "invalid-data",
      "at least 2 rows of every class",
      '"class 0"',
    );
    await expectNescioError(() => build(dataset, { signal: AbortSignal.abort() }), "aborted");
    await expectNescioError(
      () => build(dataset, { posterior: "none" as "point" }),
      "invalid-option",
      "posterior",
    );
  });
});

test("small is what can be trained again and again", () => {
  const size = (count: number, columns: number, classes: number) => ({
    count,
    columns: Array.from({ length: columns }, (_, at) => `c${at}`),
    classes: Array.from({ length: classes }, (_, at) => `k${at}`),
  });
  expect(isSmall(size(569, 30, 2))).toBe(true);
  expect(isSmall(size(2000, 10, 2))).toBe(true);
  expect(isSmall(size(2001, 10, 2))).toBe(false);
  expect(isSmall(size(100, 128, 2))).toBe(false);
  expect(isSmall(size(990, 70, 2))).toBe(true);
  expect(isSmall(size(1000, 70, 2))).toBe(false);
});
