import { describe, expect, test } from "vitest";
import { buildTable } from "../../../packages/core/src/build/rows/build-table.js";
import { matrixTable } from "../../../packages/core/src/data/tables/cell-table.js";
import { balancedOrder } from "../../../packages/core/src/training/balanced-order.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { expectNescioError } from "../../helpers/errors.js";

/** Rows of many columns, of which the first few tell the class. */
function wide(count: number, seed: number) {
  const random = new Random(seed);
  const labels = Uint32Array.from({ length: count }, (_, i) => i % 3);
  const width = 100;
  const values = Float32Array.from({ length: count * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    return (column < 6 && column % 3 === labels[row] ? 3 : 0) + random.normal();
  });
  return { table: matrixTable("wide", values, count), target: { classes: ["a", "b", "c"], labels } };
}

const quick = { members: 2, settings: { epochs: 12 }, threads: 1, seed: 1 };

describe("buildTable of rows enough to hold some out", () => {
  test("parts them, and promises by rows that nothing was chosen by", async () => {
    const { table, target } = wide(400, 1);
    const { model, findings } = await buildTable(table, { target, ...quick });
    const { training, validation, familiarity, promise } = findings.parts;
    // Classes are alike in all parts, so sizes are only nearly a tenth and a quarter.
    expect(training + validation + familiarity + promise).toBe(400);
    expect([validation, familiarity].every((part) => Math.abs(part - 40) <= 3)).toBe(true);
    expect(findings.choice).toBeUndefined();
    expect(findings.calibration).toMatchObject({ kind: "evidence", images: promise, confidence: 0.95 });
    expect(findings.calibration!.errorBound).toBe(model.rule.calibration!.errorBound);
    // Of an ensemble each network once.
    expect(model.samples).toBe(2);
    expect(findings.classes.map(({ name, rows }) => [name, rows])).toEqual([
      ["a", 134],
      ["b", 133],
      ["c", 133],
    ]);
    expect(findings.validation!.accuracy).toBeGreaterThan(0.9);
    // What columns are is learned of the training rows: other rows change nothing.
    const column = model.table!.columns[0];
    const all = await buildTable(table, { target, ...quick, calibrate: false, validation: 0 });
    expect(all.model.table!.columns[0]).not.toEqual(column);
    expect(all.findings.parts.training).toBe(400);
  });

  test("takes a linear network, other posteriors and any seed, the same each time", async () => {
    const { table, target } = wide(300, 2);
    const options = {
      target,
      hidden: [],
      posterior: "mean-field",
      settings: { epochs: 3 },
      threads: 1,
      seed: 7,
    } as const;
    const [one, two] = [await buildTable(table, options), await buildTable(table, options)];
    expect(one.model.network.layers).toEqual([{ type: "dense", name: "out", outputs: 3 }]);
    expect(two.model.rule).toEqual(one.model.rule);
    expect(two.findings.validation).toEqual(one.findings.validation);
  });

  test("says what is wrong before it trains", async () => {
    const { table, target } = wide(300, 3);
    await expectNescioError(() => buildTable(table, { target, alpha: 2 }), "invalid-option", "alpha");
    const few = wide(40, 3);
    await expectNescioError(() => buildTable(few.table, { target: few.target }), "invalid-data", "wide");
  });
});

test("a balanced order has every class as often as every other, and all of its rows before any comes again", () => {
  const labels = Uint8Array.from({ length: 100 }, (_, i) => (i < 90 ? 0 : i < 98 ? 1 : 2));
  for (const epoch of [0, 1, 2]) {
    const order = balancedOrder(labels, 5, epoch);
    expect(order).toHaveLength(100);
    const counts = [0, 0, 0];
    const times = new Map<number, number>();
    for (const place of order) {
      counts[labels[place]]++;
      times.set(place, (times.get(place) ?? 0) + 1);
    }
    expect(counts.toSorted()).toEqual([33, 33, 34]);
    const ofRare = [90, 91, 92, 93, 94, 95, 96, 97].map((place) => times.get(place)!);
    expect(Math.max(...ofRare) - Math.min(...ofRare)).toBeLessThanOrEqual(1);
    expect(Math.max(...[...times].filter(([place]) => place < 90).map(([, n]) => n))).toBe(1);
  }
  expect(balancedOrder(labels, 5, 0)).toEqual(balancedOrder(labels, 5, 0));
  expect(balancedOrder(labels, 5, 0)).not.toEqual(balancedOrder(labels, 5, 1));
});
