// Bayesian logistic regression: does studying for an exam help, and how likely is it to pass after so many hours?
//
//   node examples/logistic-regression.ts [DRAWS]
//
// Node 22.18 and later run TypeScript as it is; before that, `npx tsx examples/logistic-regression.ts` does.
import { quantile } from "nescio";
import { bernoulli, deterministic, mcmc, normal, np, plate, predictive, sample, sigmoid } from "nescio/ppl";
import type { JaxArray } from "nescio/ppl";

const [draws = 1000] = process.argv.slice(2).map(Number);

// Twenty students: hours of study, and whether they passed (the example of Wikipedia's "Logistic regression").
const hours = [
  0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5,
];
const passed = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1];

// Without observations the same model predicts.
function model(x: JaxArray, y?: JaxArray): void {
  const intercept = sample("intercept", normal(0, 10));
  const slope = sample("slope", normal(0, 10));
  plate("students", x.shape[0], () => {
    const logits = intercept.add(slope.mul(x));
    deterministic("p", sigmoid(logits.ref));
    sample("passed", bernoulli({ logits }), { obs: y });
  });
}

const result = await mcmc(
  { model, mass: "dense", chains: 4, warmup: Math.ceil(draws / 2), samples: draws, seed: 1 },
  np.array(hours),
  np.array(passed),
);
console.log("            mean     sd    5 %   95 %   R̂     ESS");
for (const { name, mean, sd, q05, q95, rhat, essBulk } of result.summary()) {
  if (name.startsWith("p[")) continue;
  const cells = [mean, sd, q05, q95].map((value) => value.toFixed(2).padStart(7)).join("");
  console.log(`${name.padEnd(9)}${cells}  ${rhat.toFixed(3)}  ${essBulk.toFixed(0).padStart(4)}`);
}

const asked = [1, 2, 3, 4, 5];
const { p } = predictive({ model, draws: result.sites, sites: ["p"] })(1, np.array(asked));
const probabilities = p.js() as number[][];
asked.forEach((hour, i) => {
  const column = probabilities.map((row) => row[i]);
  const percent = (q: number) => `${(100 * quantile(column, q)).toFixed(0)} %`;
  console.log(`after ${hour} h: passes with ${percent(0.5)}, between ${percent(0.05)} and ${percent(0.95)}`);
});
