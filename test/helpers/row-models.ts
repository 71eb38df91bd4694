import {
  createModel,
  denseNetwork,
  fitFamiliarity,
  meanWeights,
  parseRule,
  selectImages,
  readTarget,
  tableRows,
} from "@nescio/core";
import { trainPosterior, type FamiliarityKindName, type Model, type PosteriorKind } from "@nescio/core";
import { inferColumns } from "@nescio/core/internal";
import { saveModel } from "@nescio/node";
import { readTable } from "@nescio/node";
import { Random } from "../../packages/core/src/math/random.js";

const animals = ["cat", "dog", "owl"];

/** Rows of animals: weights around 4, 20 and 1 kg, lengths, a coat; now and then a coat is missing. */
export function animalRows(count: number, seed: number): string[][] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => {
    const label = random.integer(3);
    const weight = [4, 20, 1][label] * Math.exp(0.35 * random.normal());
    const length = [50, 90, 30][label] + 9 * random.normal();
    const coat =
      random.uniform() < 0.05 ? "" : ["short", "long", "none"][random.integer(label === 2 ? 3 : 2)];
    return [`a${seed}-${i}`, weight.toFixed(2), length.toFixed(1), coat, animals[label]];
  });
}

export const animalHead = ["id", "weight", "length", "coat", "animal"];

/** Rows as CSV, some of the columns. */
export function animalCsv(
  rows: readonly (readonly string[])[],
  columns: readonly string[] = animalHead,
): string {
  const places = columns.map((column) => animalHead.indexOf(column));
  return [columns, ...rows.map((row) => places.map((place) => row[place]))]
    .map((cells) => `${cells.join(",")}\n`)
    .join("");
}

/** Trains a small model of a CSV file of animals; of 300 rows or more the last 100 calibrate its familiarity. */
export async function trainAnimals(
  path: string,
  out: string,
  options: {
    readonly posterior?: PosteriorKind;
    readonly familiarity?: FamiliarityKindName;
    readonly rule?: string;
  } = {},
): Promise<Model> {
  const table = await readTable(path);
  const target = readTarget(table, "animal");
  const { columns } = inferColumns(table, { target, show: ["id"] });
  const reading = { columns, target: "animal", show: "id" };
  const dataset = tableRows(table, reading, { target });
  const network = denseNetwork([dataset.columns.length], [8], 3);
  const settings = {
    posterior: options.posterior ?? "ensemble",
    epochs: 40,
    learningRate: 0.02,
    batchSize: 32,
  };
  const result = await trainPosterior(network, dataset, { ...settings, threads: 1 });
  const rows = (from: number, to: number) =>
    selectImages(
      dataset,
      Array.from({ length: to - from }, (_, i) => from + i),
    );
  const familiarity =
    options.familiarity === undefined
      ? undefined
      : await fitFamiliarity(
          network,
          meanWeights(result.posterior),
          rows(0, dataset.count - 100),
          rows(dataset.count - 100, dataset.count),
          { kind: options.familiarity, threads: 1 },
        );
  const model = createModel(result, {
    ...{ dataset, preset: "default", table: reading, familiarity },
    ...{ samples: 20, rule: parseRule(options.rule ?? "max-probability:0.8") },
  });
  await saveModel(out, model);
  return model;
}
