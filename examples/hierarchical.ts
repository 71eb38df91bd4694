// Partial pooling: the share of faulty parts of twelve machines, some of which have made only a few parts. Machines are alike but
// not the same, so each one's share is drawn towards the others', the more so the less is known of it.
//
//   node examples/hierarchical.ts [STEPS] [DRAWS]
//
// Node 22.18 and later run TypeScript as it is; before that, `npx tsx examples/hierarchical.ts` does.
import { autoNormal, binomial, clippedAdam, deterministic, disposeState, halfNormal, mcmc } from "nescio/ppl";
import { normal, np, plate, predictive, sample, sigmoid, svi, traceElbo, type JaxArray } from "nescio/ppl";

const [steps = 2000, draws = 1000] = process.argv.slice(2).map(Number);

// Parts made and parts found faulty, from few to many.
const made = [5, 6, 8, 10, 15, 20, 30, 40, 60, 100, 200, 400];
const faulty = [2, 0, 3, 1, 0, 5, 3, 10, 6, 21, 22, 68];
const data = (): [JaxArray, JaxArray] => [np.array(made), np.array(faulty)];

function model(total: JaxArray, count: JaxArray): void {
  const centre = sample("centre", normal(-1.5, 1)); // log-odds of a typical machine
  const spread = sample("spread", halfNormal(1)); // between machines
  plate("machines", made.length, () => {
    const offset = sample("offset", normal(0, 1));
    const logits = centre.add(spread.mul(offset));
    deterministic("share", sigmoid(logits.ref));
    sample("faulty", binomial(total, { logits }), { obs: count });
  });
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const sd = (values: readonly number[]) => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
};
const percent = (value: number) => (100 * value).toFixed(1).padStart(5);

// Fast: a Gaussian of its own for every random variable, fitted by gradients. Taking them for independent, it makes the
// machines more alike, and the shares surer, than they are.
const guide = autoNormal(model, { start: "zero" });
const inference = svi({
  model,
  guide,
  optimizer: clippedAdam({ learningRate: 0.1, decay: 0.01 ** (1 / steps) }),
  loss: traceElbo(),
});
const { state } = await inference.run({ steps, seed: 1, batch: data });
const params = inference.params(state);
const fitted = predictive({ model, guide, params, samples: 1000, sites: ["share"] })(1, ...data());
const fittedShares = fitted.share.js() as number[][];
disposeState(state);
inference.dispose();

// Thorough: draws from the posterior itself.
const result = await mcmc(
  { model, chains: 4, warmup: Math.ceil(draws / 2), samples: draws, targetAcceptance: 0.95, seed: 1 },
  ...data(),
);
const drawn = result.sites.get("share")!.data;

console.log("parts  faulty   alone   SVI            NUTS");
made.forEach((n, i) => {
  const bySvi = fittedShares.map((row) => row[i]);
  const byNuts = Array.from({ length: drawn.length / made.length }, (_, s) => drawn[s * made.length + i]);
  const [svi, nuts] = [bySvi, byNuts].map((all) => `${percent(mean(all))} ± ${percent(sd(all)).trim()} %`);
  const counts = `${String(n).padStart(5)}  ${String(faulty[i]).padStart(6)}`;
  console.log(`${counts}  ${percent(faulty[i] / n)} %  ${svi.padEnd(15)}${nuts}`);
});
const worst = Math.max(...result.summary().map(({ rhat }) => rhat));
const all = faulty.reduce((a, b) => a + b) / made.reduce((a, b) => a + b);
console.log(
  `all machines as one: ${percent(all).trim()} %; NUTS: worst R̂ ${worst.toFixed(3)}, divergences ${result.chains.divergences}`,
);
