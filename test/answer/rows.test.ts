import { beforeAll, describe, expect, test } from "vitest";
import { answer } from "../../packages/core/src/answer/answer.js";
import { buildTable } from "../../packages/core/src/build/rows/build-table.js";
import { TableBuilder } from "../../packages/core/src/data/tables/table-builder.js";
import type { Cell } from "../../packages/core/src/data/tables/cell.js";
import type { CellTable } from "../../packages/core/src/data/tables/cell-table.js";
import { readTarget } from "../../packages/core/src/data/tables/target.js";
import { tableRows } from "../../packages/core/src/data/tables/table-rows.js";
import { parseRule } from "../../packages/core/src/decision/rule-text.js";
import { fitFamiliarity } from "../../packages/core/src/familiarity/fit-familiarity.js";
import { Random } from "../../packages/core/src/math/random.js";
import { decodeModel, encodeModel } from "../../packages/core/src/model/model-file.js";
import type { Model } from "../../packages/core/src/model/model.js";
import { meanWeights } from "../../packages/core/src/prediction/mean-weights.js";

const head = ["id", "size", "colour", "kind"];

function tableOf(rows: readonly (readonly Cell[])[], columns: readonly string[] = head): CellTable {
  const builder = new TableBuilder("fruit", columns);
  rows.forEach((cells, i) => {
    builder.add({ number: i + 1, cells });
  });
  return builder.finish();
}

/** Cherries are small and red, melons large and green, plums in between and blue. */
function fruit(count: number, seed: number): CellTable {
  const random = new Random(seed);
  const kinds = [
    ["cherry", 2, "red"],
    ["melon", 25, "green"],
    ["plum", 5, "blue"],
  ] as const;
  return tableOf(
    Array.from({ length: count }, (_, i) => {
      const [kind, size, colour] = kinds[i % 3];
      return [`${kind} ${i}`, size * Math.exp(0.1 * random.normal()), colour, kind];
    }),
  );
}

let model: Model;
beforeAll(async () => {
  const table = fruit(120, 1);
  const target = readTarget(table, "kind");
  const settings = { epochs: 30, batchSize: 16 };
  const options = { target, show: "id", calibrate: false, validation: 0, members: 2, settings, seed: 1 };
  const built = await buildTable(table, { ...options, threads: 1 });
  const { network, posterior, table: reading } = built.model;
  const training = tableRows(table, reading!, { target });
  const heldOut = tableRows(fruit(90, 2), reading!);
  const weights = meanWeights(posterior);
  const familiarity = await fitFamiliarity(network, weights, training, heldOut, { kind: "evidence" });
  const rule = parseRule("max-probability:0.6+familiarity:0.05");
  model = { ...built.model, familiarity, rule, rowNames: training.names };
});

const ask = (model: Model, ...rows: (readonly Cell[])[]) =>
  answer(model, tableRows(tableOf(rows, head.slice(0, 3)), model.table!), { threads: 1 });

describe("answers about rows of a table", () => {
  test("name the class, or the training rows that are nearest", async () => {
    const [cherry, melon] = await ask(model, ["?", 2.1, "red"], ["?", 24, "green"]);
    expect([cherry.labels, melon.labels]).toEqual([["cherry"], ["melon"]]);
    expect(cherry.nearest).toHaveLength(3);
    for (const name of cherry.nearest!) expect(name).toMatch(/^cherry \d+$/);
  });

  test("a category that training never had, or a value that it never lacked, is unfamiliar, and said", async () => {
    const [purple, missing] = await ask(model, ["?", 5, "purple"], ["?", null, "red"]);
    for (const given of [purple, missing])
      expect(given).toMatchObject({ refused: true, reason: "unfamiliar" });
    expect(purple.explanation).toBe("unfamiliar: colour is “purple”, which training never had");
    expect(missing.explanation).toBe("unfamiliar: size is missing, which in training it never was");
    // Also where the rule does not look at familiarity.
    const [plain] = await ask({ ...model, rule: parseRule("max-probability:0") }, ["?", 5, "purple"]);
    expect(plain).toMatchObject({ refused: true, reason: "unfamiliar", labels: [] });
  });

  test("what makes a row strange is named, with what was usual", async () => {
    const [giant] = await ask(model, ["?", 4000, "red"]);
    expect(giant).toMatchObject({ refused: true, reason: "unfamiliar" });
    expect(giant.explanation).toMatch(/size is 4000, in training 1\.\d+ to 3\d\.\d+; nearest in training: “/);
  });

  test("are the same from a model file, and of several rows or one", async () => {
    const read = decodeModel(encodeModel(model), "m");
    const rows = [
      ["?", 2.1, "red"],
      ["?", 9, "blue"],
      ["?", 24, "purple"],
    ] as const;
    const all = await ask(model, ...rows);
    expect(await ask(read, ...rows)).toEqual(all);
    const [second] = await ask(model, rows[1]);
    expect(second).toEqual(all[1]);
  });
});
