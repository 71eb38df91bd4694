// Whether training, predictions and figures are byte for byte those that were recorded: tensors of every kind of posterior
// for a fixed seed, the boxed model's decisions on MNIST, notMNIST and KMNIST, and what `nescio evaluate` prints of it, without
// times. For changes that must not change a result; kernels with relaxed SIMD, which round otherwise than plain ones.
//   NESCIO_DATA=DIR node scripts/fixed-figures.js             compares; the exit code is 1 where something differs
//   NESCIO_DATA=DIR node scripts/fixed-figures.js --record    writes scripts/fixed-figures.json anew
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { decide } from "nescio";
import { loadDataset, loadModel } from "nescio/node";

const root = fileURLToPath(new URL("..", import.meta.url));
const record = fileURLToPath(new URL("fixed-figures.json", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "nescio-fixed-"));

const common = [
  "--preset",
  "default",
  "--dataset",
  "glyphs",
  "--limit",
  "1500",
  "--epochs",
  "2",
  "--batch-size",
  "100",
];
const dense = [...common, "--hidden", "40"];
const convolutions = [...common, "--channels", "4,6", "--hidden", "20", "--dropout", "0.2"];
const trainings = {
  "mean-field, weights drawn": [...dense, "--estimator", "weights"],
  "mean-field, local, closed form": [...dense, "--estimator", "local", "--kl", "closed-form"],
  "mean-field, convolutions": [...convolutions, "--estimator", "weights"],
  "mean-field, convolutions, local": [...convolutions, "--estimator", "local"],
  "mean-field, varied images": [...convolutions, "--augment", "shift=2,rotation=12,scale=0.12,elastic=0.8"],
  "mean-field, validation": [...dense, "--validation", "200", "--patience", "1"],
  "mean-field, half precision": [...dense, "--half"],
  mixture: [...dense, "--posterior", "mixture", "--members", "2"],
  point: [...dense, "--posterior", "point"],
  ensemble: [...convolutions, "--posterior", "ensemble", "--members", "2"],
  dropout: [...convolutions, "--posterior", "dropout"],
  swag: [...dense, "--posterior", "swag"],
  "multi-swag": [...dense, "--posterior", "multi-swag", "--members", "2"],
  laplace: [...dense, "--posterior", "laplace"],
  "laplace, convolutions": [...convolutions, "--posterior", "laplace"],
};

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

function nescio(...args) {
  return execFileSync(process.execPath, [join(root, "packages/cli/bin/nescio.js"), ...args, "--quiet"], {
    cwd: root,
    encoding: "utf8",
  });
}

/** Of a model file: its tensors, without the metadata before them, which holds times. */
function tensorsOf(file) {
  const bytes = readFileSync(file);
  return digest(bytes.subarray(8 + Number(bytes.readBigUInt64LE(0))));
}

// Times, and what has been added to an evaluation since the digests were recorded.
const leftOut = new Set(["seconds", "msPerStep", "threads", "byClass"]);
/** Of JSON: the members that must not change. */
const fixedPart = (text) =>
  JSON.stringify(JSON.parse(text, (key, value) => (leftOut.has(key) ? undefined : value)));

async function decisionsOn(name, model) {
  const dataset = await loadDataset(name, { split: "test" });
  const predictive = await model.posterior.predict(dataset, { samples: model.samples, seed: 3 });
  const { pValues, tails } = await model.familiarity.score(dataset);
  const decisions = JSON.stringify(decide(predictive, model.rule, pValues, tails));
  // The digests were recorded when a decision's p-value had this name, which `nescio predict --json` keeps.
  return digest(decisions.replaceAll('"pValue":', '"familiarity":'));
}

async function figures() {
  const found = {};
  const note = (name, value) => {
    found[name] = value;
    process.stderr.write(`${value.slice(0, 12)}  ${name}\n`);
  };
  for (const [name, args] of Object.entries(trainings)) {
    const file = join(folder, "model.nescio");
    nescio("train", ...args, "--out", file);
    note(`tensors: ${name}`, tensorsOf(file));
  }
  const familiar = join(folder, "familiar.nescio");
  nescio("train", ...convolutions, "--hold-out", "400", "--out", familiar);
  nescio("calibrate", familiar, "--max-refusal", "0.3", "--familiarity", "both", "--alpha", "0.05");
  note("tensors: calibrated, with familiarity", tensorsOf(familiar));
  const glyphs = ["--dataset", "glyphs", "--ood", "noise,glyphs-letters", "--limit", "400", "--json"];
  note("evaluate: the same on glyphs", digest(fixedPart(nescio("evaluate", familiar, ...glyphs))));
  const boxed = fileURLToPath(import.meta.resolve("nescio/models/mnist.nescio"));
  const sets = ["--ood", "noise,notmnist,kmnist", "--corruptions", "200", "--json"];
  note("evaluate: the boxed model", digest(fixedPart(nescio("evaluate", boxed, ...sets))));
  const model = await loadModel(boxed);
  for (const name of ["mnist", "notmnist", "kmnist"])
    note(`decisions of the boxed model: ${name}`, await decisionsOn(name, model));
  return found;
}

const { values } = parseArgs({ options: { record: { type: "boolean", default: false } } });
try {
  const found = await figures();
  if (values.record) writeFileSync(record, `${JSON.stringify(found, null, 2)}\n`);
  const expected = JSON.parse(readFileSync(record, "utf8"));
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  const different = [...names].filter((name) => found[name] !== expected[name]);
  console.log(`${names.size - different.length} the same, ${different.length} other than recorded`);
  for (const name of different) console.log(`  ${name}`);
  if (different.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
