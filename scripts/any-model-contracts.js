// How often the promises of `nescio calibrate --predictions` are broken: calibrates on many samples of populations that are known
// exactly, and sums what the rule does to all of each. A promise of 90 % confidence may be broken by 10 % of the calibrations.
//   node scripts/any-model-contracts.js [--simulations 2000] [--confidence 0.9] [--seed 1] [--json]
// The exit code is 1 where a promise is broken more often than chance would have it once in a thousand times.
import { parseArgs } from "node:util";
import { promises, scenarios, simulate } from "./any-model/index.js";

const { values } = parseArgs({
  options: {
    simulations: { type: "string", default: "2000" },
    confidence: { type: "string", default: "0.9" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const [simulations, confidence, seed] = [values.simulations, values.confidence, values.seed].map(Number);

/** P(at least this many of n) at this share. */
function atLeast(count, n, share) {
  let [term, below] = [n * Math.log1p(-share), 0];
  for (let k = 0; k < count; k++) {
    below += Math.exp(term);
    term += Math.log((n - k) / (k + 1)) + Math.log(share) - Math.log1p(-share);
  }
  return 1 - below;
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;
const results = [];
if (!values.json) {
  console.log(`| population | promise of | broken | allowed | answered | of it wrong | no promise |`);
  console.log("|---|---|---|---|---|---|---|");
}
for (const name of Object.keys(scenarios)) {
  for (const promise of promises) {
    const found = simulate(name, promise, { simulations, confidence, seed });
    results.push(found);
    const { broken, allowed, answered, error, unmet } = found;
    const shares = [broken / simulations, allowed, answered, error, unmet / simulations].map(percent);
    if (!values.json)
      console.log(`| ${[name, promise === "all" ? "all" : "each class", ...shares].join(" | ")} |`);
    if (atLeast(broken, simulations, allowed) < 0.001) process.exitCode = 1;
  }
}
if (values.json) console.log(JSON.stringify(results, null, 2));
