// Runs models of posteriordb (Magnusson et al. 2025, github.com/stan-dev/posteriordb) by `mcmc` and holds the draws
// against the reference draws that were published: means within 0.1 of their standard deviations, these within 5 %,
// R̂ at most 1.01. Where chains are too short to be judged by that, the model is run again: three times as long where
// they have not met, else with as many samples as it takes. The figures are those of the last run; seconds are the
// clock's.
//   node scripts/posteriordb.js [NAME…] [--reference DIR] [--json FILE]
//     [--chains 4] [--warmup 1000] [--samples 1000] [--seed 1]
// NAME is a model's or a posterior's, which is DATA-MODEL; without one, all that DIR has are run. DIR holds
// DATA-MODEL.json: `data` as published, and `reference`, mean and standard deviation by parameter. The exit code is 1
// unless all fit.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { models, study } from "./posteriordb/index.js";

const beside = fileURLToPath(new URL("../../shared/reference/posteriordb", import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    reference: { type: "string", default: beside },
    json: { type: "string" },
    chains: { type: "string", default: "4" },
    warmup: { type: "string", default: "1000" },
    samples: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
  },
});
const { reference, json, ...numbers } = values;
const options = Object.fromEntries(Object.entries(numbers).map(([name, text]) => [name, Number(text)]));

const posteriors = await chosen(reference, positionals);
const headings = ["mean/sd", "sd", "R̂", "divergences", "warmup", "samples", "gradients", "seconds", "fits"];
const row = (name, cells) =>
  name.padEnd(42) + cells.map((cell, i) => cell.padStart(Math.max(headings[i].length, 7) + 2)).join("");

console.log(row("posterior", headings));
const results = [];
for (const posterior of posteriors) {
  const result = await attempt(posterior);
  results.push({ posterior: posterior.name, ...result });
  console.log(
    "failure" in result
      ? `${posterior.name.padEnd(42)}  ${result.failure}`
      : row(posterior.name, cellsOf(result)),
  );
}
if (json !== undefined) await writeFile(json, `${JSON.stringify({ options, results }, null, 2)}\n`);
process.exitCode = results.every(({ fits }) => fits) ? 0 : 1;

/** The posteriors of a folder that were asked for, by name of posterior or model. */
async function chosen(folder, names) {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  const all = files.map((file) => {
    const name = file.slice(0, -".json".length);
    return { file: join(folder, file), name, model: name.slice(name.indexOf("-") + 1) };
  });
  const missing = names.find((name) => !all.some((each) => each.name === name || each.model === name));
  if (missing !== undefined) {
    throw new Error(`no posterior ${missing}: expected of ${all.map(({ name }) => name).join(", ")}`);
  }
  return all.filter(({ name, model }) => names.length === 0 || names.includes(name) || names.includes(model));
}

/** One model's figures, or what went wrong: the others are run all the same. */
async function attempt({ file, model }) {
  try {
    if (!Object.hasOwn(models, model)) throw new Error(`no program for ${model}`);
    return await study(models[model], JSON.parse(await readFile(file, "utf8")), options);
  } catch (error) {
    return { fits: false, failure: error.message };
  }
}

function cellsOf({ mean, sd, rhat, divergences, warmup, samples, gradients, seconds, fits }) {
  const differences = [mean, sd, rhat].map((figure) => figure.toFixed(3));
  const counts = [divergences, warmup, samples, gradients].map(String);
  return [...differences, ...counts, seconds.toFixed(1), fits ? "yes" : "no"];
}
