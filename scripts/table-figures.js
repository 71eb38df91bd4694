// How good models of small tables are, and how often what they promise is broken: trains on 70 % of the rows of real tables and
// judges on the others, over many stratified random splits. A promise of 95 % confidence may be broken by 5 % of the models.
// Rows of noise are test rows with each column shuffled by itself. "gaussians" are 100 rows of a population of three classes in five
// columns, judged on 20,000 others: what is promised there is kept or broken beyond doubt.
//   NESCIO_DATA=DIR node scripts/table-figures.js --splits 10 --json FILE
//   node scripts/table-figures.js --tables gaussians --splits 200
//   NESCIO_DATA=DIR node scripts/table-figures.js --tables wine --splits 200 --posterior polya-gamma --precision 0.1
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  createDataset,
  decide,
  negativeLogLikelihood,
  readTarget,
  selectImages,
  tableRows,
} from "@nescio/core";
import {
  buildSmallRows,
  inferColumns,
  isUnfamiliar,
  randomStream,
  shuffledColumns,
} from "@nescio/core/internal";
import { readTable } from "@nescio/node";

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
const folder = process.env.NESCIO_DATA ?? "data";
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

/** Rows to train on, and others, by a split's seed. */
async function source(name) {
  if (name === "gaussians")
    return (seed) => ({ training: gaussians(100, seed, 1), rows: gaussians(20_000, seed, 2) });
  const table = await readTable(join(folder, "tables", `${name}.csv`));
  const target = readTarget(table, "target");
  return (seed) => {
    const { training, test } = split(target, seed);
    const { columns } = inferColumns(table, { target, rows: training });
    const all = tableRows(table, { columns }, { target });
    return { training: selectImages(all, training), rows: selectImages(all, test) };
  };
}

/** Classes around points of their own, in five columns; the last two say nothing. */
function gaussians(count, seed, part) {
  const random = randomStream("sample", seed, part);
  const labels = Uint8Array.from({ length: count }, (_, row) => row % 3);
  const values = Float32Array.from({ length: 5 * count }, (_, at) => {
    return random.normal() + (at % 5 === labels[Math.floor(at / 5)] ? 2.2 : 0);
  });
  const columns = ["a", "b", "c", "d", "e"];
  return createDataset({ name: "gaussians", count, columns, values, labels, classes: ["A", "B", "C"] });
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

async function figures({ training, rows }, seed) {
  const start = performance.now();
  const built = await buildSmallRows(training, {
    ...{ seed, samples, confidence, threads },
    ...given,
  });
  const seconds = (performance.now() - start) / 1000;
  const { predictive, decisions, unfamiliar } = await judge(built, rows, seed);
  const answered = decisions.flatMap(({ refused, best }, row) =>
    refused ? [] : [best === rows.labels[row]],
  );
  const error = answered.filter((right) => !right).length / Math.max(1, answered.length);
  const shuffled = await judge(built, shuffledColumns(rows, seed), seed);
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
  const drawn = await source(name);
  const all = [];
  for (let seed = from; seed < from + splits; seed++) {
    all.push(await figures(drawn(seed), seed));
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
