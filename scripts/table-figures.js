// How good models of small tables are, and how often what they promise is broken: trains on 70 % of the rows of real tables and
// judges on the others, over many stratified random splits. A promise of 95 % confidence may be broken by 5 % of the models.
// Rows of noise are test rows with each column shuffled by itself.
//   NESCIO_DATA=DIR node scripts/table-figures.js --splits 10 --json FILE
//   NESCIO_DATA=DIR node scripts/table-figures.js --tables wine --splits 200 --posterior polya-gamma --precision 0.1
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  createDataset,
  decide,
  negativeLogLikelihood,
  selectImages,
  readTarget,
  tableRows,
} from "@nescio/core";
import { buildSmallRows, inferColumns, isUnfamiliar, randomStream } from "@nescio/core/internal";
import { readTable } from "@nescio/node/internal";

const { values } = parseArgs({
  options: {
    tables: { type: "string", default: "iris,wine,breast-cancer" },
    splits: { type: "string", default: "10" },
    from: { type: "string", default: "1" },
    confidence: { type: "string", default: "0.95" },
    // In place of the choice.
    posterior: { type: "string" },
    precision: { type: "string", default: "1" },
    json: { type: "string" },
  },
});
const folder = process.env.NESCIO_DATA ?? join(import.meta.dirname, "..", "..", "shared", "data");
const [splits, from, confidence] = [values.splits, values.from, values.confidence].map(Number);
const TRAINING = 0.7;
const samples = 100;
const threads = 1;

/** Places of the rows to train on, and of the others: of each class the first 70 % in random order. */
function split({ labels, classes }, seed) {
  const training = [];
  const test = [];
  classes.forEach((_, label) => {
    const rows = [...labels.keys()].filter((row) => labels[row] === label);
    const order = Array.from(randomStream("split", seed, label).permutation(rows.length), (at) => rows[at]);
    const count = Math.round(TRAINING * rows.length);
    training.push(...order.slice(0, count));
    test.push(...order.slice(count));
  });
  return { training, test };
}

function noise(rows, seed) {
  const { count, columns } = rows;
  const shuffled = new Float32Array(rows.values.length);
  columns.forEach((_, column) => {
    const order = randomStream("outliers", seed, column).permutation(count);
    order.forEach((other, row) => {
      shuffled[row * columns.length + column] = rows.values[other * columns.length + column];
    });
  });
  return createDataset({ ...rows, values: shuffled, name: "noise" });
}

/** What a model says of rows: decisions, and which rows are unfamiliar. */
async function judge({ trained, rule, familiarity, findings: { alpha } }, rows, seed) {
  const predictive = await trained.posterior.predict(rows, { samples, seed, threads });
  const { pValues } = await familiarity.score(rows, { threads });
  const decisions = decide(predictive, rule, pValues);
  return {
    predictive,
    decisions,
    unfamiliar: pValues.filter((p) => isUnfamiliar(p, alpha)).length / rows.count,
  };
}

const given =
  values.posterior === undefined
    ? {}
    : {
        posterior: values.posterior,
        settings: { prior: { loc: 0, scale: 1 / Math.sqrt(Number(values.precision)) } },
      };

async function figures(table, target, seed) {
  const { training, test } = split(target, seed);
  const { columns } = inferColumns(table, { target, rows: training });
  const all = tableRows(table, { columns }, { target });
  const rows = selectImages(all, test);
  const start = performance.now();
  const built = await buildSmallRows(selectImages(all, training), {
    ...{ seed, samples, confidence, threads },
    ...given,
  });
  const seconds = (performance.now() - start) / 1000;
  const { predictive, decisions, unfamiliar } = await judge(built, rows, seed);
  const answered = decisions.flatMap(({ refused, best }, row) =>
    refused ? [] : [best === rows.labels[row]],
  );
  const error = answered.filter((right) => !right).length / Math.max(1, answered.length);
  const shuffled = await judge(built, noise(rows, seed), seed);
  const { findings, rule } = built;
  await built.familiarity.close();
  return {
    seed,
    accuracy: decisions.filter(({ best }, row) => best === rows.labels[row]).length / rows.count,
    nll: negativeLogLikelihood(predictive, rows.labels),
    answered: answered.length / rows.count,
    error,
    promise: rule.calibration?.contract.maxError,
    unfamiliar,
    noiseRefused: shuffled.decisions.filter(({ refused }) => refused).length / rows.count,
    noiseUnfamiliar: shuffled.unfamiliar,
    chosen: findings.choice?.chosen,
    precision: findings.choice?.precision,
    outOfFold: findings.outOfFold,
    seconds,
  };
}

const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const rounded = (number) => Number(number.toPrecision(4));

const result = {};
for (const name of values.tables.split(",")) {
  const table = await readTable(join(folder, "tables", `${name}.csv`));
  const target = readTarget(table, "target");
  const all = [];
  for (let seed = from; seed < from + splits; seed++) {
    all.push(await figures(table, target, seed));
    console.error(JSON.stringify({ name, ...all.at(-1) }));
  }
  const of = (key) => rounded(mean(all.map((each) => each[key])));
  const promised = all.filter(({ promise }) => promise !== undefined);
  result[name] = {
    splits,
    accuracy: of("accuracy"),
    nll: of("nll"),
    answered: of("answered"),
    error: of("error"),
    promise: rounded(mean(promised.map(({ promise }) => promise))),
    withoutPromise: all.length - promised.length,
    kept: rounded(promised.filter(({ error, promise }) => error <= promise).length / promised.length),
    unfamiliar: of("unfamiliar"),
    noiseUnfamiliar: of("noiseUnfamiliar"),
    noiseRefused: of("noiseRefused"),
    hidden: all.filter(({ chosen }) => chosen === "hidden").length,
    secondsMean: of("seconds"),
    secondsMost: rounded(Math.max(...all.map(({ seconds }) => seconds))),
  };
  console.log(JSON.stringify({ table: name, ...result[name] }));
}
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ confidence, ...given, tables: result }, null, 2)}\n`);
}
