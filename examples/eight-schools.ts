// Eight schools (Rubin 1981; Gelman et al., "Bayesian Data Analysis", §5.5): how much did coaching raise test scores in each of
// eight schools, where the schools' own estimates are noisy and partly tell the same?
//
//   node examples/eight-schools.ts [DRAWS]
//
// Node 22.18 and later run TypeScript as it is; before that, `npx tsx examples/eight-schools.ts` does.
import { deterministic, halfCauchy, mcmc, normal, np, plate, sample, type JaxArray } from "nescio/ppl";

const [draws = 1000] = process.argv.slice(2).map(Number);

const effects = [28, 8, -3, 7, -1, 1, 18, 12];
const errors = [15, 10, 16, 11, 9, 11, 10, 18];

// Each school's effect theta is mu + tau · eta rather than drawn around mu: NUTS would hardly get into the funnel where the
// spread tau is small ("non-centred"; Betancourt & Girolami 2013).
function model(y: JaxArray, sigma: JaxArray): void {
  const mu = sample("mu", normal(0, 5));
  const tau = sample("tau", halfCauchy(5));
  plate("schools", y.shape[0], () => {
    const eta = sample("eta", normal(0, 1));
    const theta = deterministic("theta", mu.add(tau.mul(eta)));
    sample("y", normal(theta, sigma), { obs: y });
  });
}

const result = await mcmc(
  { model, chains: 4, warmup: Math.ceil(draws / 2), samples: draws, targetAcceptance: 0.9, seed: 1 },
  np.array(effects),
  np.array(errors),
);

console.log("             mean     sd    5 %   95 %   R̂     ESS");
for (const { name, mean, sd, q05, q95, rhat, essBulk } of result.summary()) {
  if (name.startsWith("eta")) continue;
  const cells = [mean, sd, q05, q95].map((value) => value.toFixed(1).padStart(7)).join("");
  console.log(`${name.padEnd(10)}${cells}  ${rhat.toFixed(3)}  ${essBulk.toFixed(0).padStart(4)}`);
}
console.log(`divergences: ${result.chains.divergences} in ${result.chains.divergent.length} draws`);
console.log("reference (posteriordb): mu 4.4 ± 3.3, tau 3.6 ± 3.2");
