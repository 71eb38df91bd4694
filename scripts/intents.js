// Intents of a chat assistant, and what is none of them: CLINC150 (Larson et al. 2019) on ready-made sentence embeddings.
//
//   NESCIO_DATA=DIR node scripts/intents.js [--seed 1] [--json FILE]
//
// DIR/clinc150 has NAME.npy (embeddings, a row for each sentence) and NAME.csv (text, intent) for train, val, test, oos_test.
// Trained on train; val calibrates; test and oos_test are looked at once, at the end. Nothing out of scope is trained or calibrated on.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  answer,
  auroc,
  buildTable,
  calibrateRule,
  decide,
  fitFamiliarity,
  forcedLabels,
  meanWeights,
  negativeLogLikelihood,
  readTarget,
  tableRows,
} from "@nescio/core";
import { readTable } from "@nescio/node";

const { values: options } = parseArgs({
  options: { seed: { type: "string", default: "1" }, json: { type: "string" } },
});
const folder = join(process.env.NESCIO_DATA ?? "data", "clinc150");
const seed = Number(options.seed);
const samples = 3;
/** Share of the validation sentences that is refused. */
const refusal = 0.05;

const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;
const [vectors, sentences] = await read("train");
const target = { ...readTarget(sentences, "intent"), column: undefined };
const { classes } = target;
const begun = seconds();
const { model } = await buildTable(vectors, { target, seed, calibrate: false, validation: 0 });
const { network, posterior, table } = model;
const training = await rows("train");
const val = await rows("val");
const familiarity = await fitFamiliarity(network, meanWeights(posterior), training, val, {
  ...{ kind: "evidence", bankSize: 7500, seed },
});
const trained = seconds() - begun;

const [test, strangers] = [await rows("test"), await rows("oos_test", false)];
const own = await look(val);
const inScope = await look(test);
const outOfScope = await look(strangers);
const forced = forcedLabels(inScope.predictive);
const right = Array.from(forced, (label, i) => label === test.labels[i]);
const cut = Float32Array.from(own.scores).sort()[Math.floor(refusal * val.count)];
const share = (flags) => flags.filter(Boolean).length / flags.length;
const figures = {
  forced: share(right),
  nll: negativeLogLikelihood(inScope.predictive, test.labels),
  inScopeAccuracy: share(right.map((is, i) => is && inScope.scores[i] >= cut)),
  outOfScopeRecall: share(Array.from(outOfScope.scores, (score) => score < cut)),
  auroc: auroc(inScope.scores, outOfScope.scores),
  seconds: trained,
  ...(await contractFigures()),
  ...(await timings()),
};
for (const [name, value] of Object.entries(figures)) console.log(name.padEnd(24), +value.toPrecision(4));
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);

/** At most 5 % of the answers wrong, with 95 % confidence: found on val, counted on test. */
async function contractFigures() {
  const rule = calibrateRule(own.predictive, val.labels, {
    ...{ measure: "max-probability", contract: { maxError: 0.05, confidence: 0.95 }, dataset: "val", seed },
  });
  const answered = decide(inScope.predictive, rule).map(({ refused }) => !refused);
  const wrong = right.filter((is, i) => answered[i] && !is).length;
  return { contractAnswered: share(answered), contractError: wrong / answered.filter(Boolean).length };
}

/** Of one sentence after the other, the median, and of 10,000 at once, in seconds. */
async function timings() {
  const whole = { ...model, familiarity, rule: { kind: "max-probability", threshold: 0.5, alpha: refusal } };
  const times = [];
  for (let i = 0; i < 300; i++) {
    const values = test.values.slice(i * 512, (i + 1) * 512);
    const one = { name: "one", count: 1, columns: test.columns, values, classes };
    const since = performance.now();
    await answer(whole, one, { samples, threads: 1 });
    times.push(performance.now() - since);
  }
  const count = 10_000;
  const values = new Float32Array(count * 512);
  for (let i = 0; i < count; i++) {
    const from = (i % test.count) * 512;
    values.set(test.values.subarray(from, from + 512), i * 512);
  }
  const since = performance.now();
  await answer(whole, { name: "many", count, columns: test.columns, values, classes }, { samples });
  return {
    msPerSentence: times.sort((a, b) => a - b)[150],
    secondsPer10000: (performance.now() - since) / 1000,
  };
}

async function look(dataset) {
  const { scores } = await familiarity.score(dataset);
  return { scores, predictive: await posterior.predict(dataset, { samples, seed }) };
}

async function rows(name, labelled = true) {
  const [numbers, texts] = await read(name);
  return tableRows(numbers, table, labelled ? { target: readTarget(texts, "intent", { classes }) } : {});
}

function read(name) {
  return Promise.all([".npy", ".csv"].map((ending) => readTable(join(folder, name + ending))));
}
