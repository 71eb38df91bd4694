import { mcmc } from "nescio/ppl";
import { compare } from "./compare.js";

// What fits: differences of means in standard deviations of the reference, those of standard deviations as shares of it.
const LIMITS = { mean: 0.1, sd: 0.05, rhat: 1.01 };
// Monte-Carlo errors so many times as large would still not pass the limits.
const MARGIN = 4;
// A model is run so often at most, each time longer than before, and by no more than so much.
const RUNS = 4;
const MOST = 32;

/**
 * Draws from the posterior of one model and compares it with its reference. Limits stay what they are: where chains
 * have not met, the model is run again, three times as long, and where their Monte-Carlo errors make it a lottery
 * whether they fit, with as many samples as it takes.
 * @param model A record of `index.js`.
 * @param posterior `data` as published, `reference` `[mean, sd]` by parameter.
 * @param options Of `mcmc`; `warmup` and `samples` are those of the first run.
 * @returns The worst figures of the last run, whether they all fit, and the figures of each parameter.
 */
export async function study(model, posterior, { warmup = 1000, samples = 1000, ...options }) {
  let length = { warmup, samples };
  for (let run = 1; ; run++) {
    const drawn = await draw(model, posterior, { ...options, ...length });
    const next = longer(drawn.parameters, length);
    if (next === undefined || run === RUNS) return { ...length, ...figuresOf(drawn) };
    length = next;
  }
}

async function draw({ data, model }, { data: published, reference }, options) {
  const { sites, chains } = await mcmc({ model, ...options }, ...data(published));
  return { chains, parameters: compare(sites, chains, reference) };
}

const worst = (parameters, of) =>
  parameters.reduce((largest, parameter) => Math.max(largest, Math.abs(of(parameter))), 0);

/** The length of a run that can be judged where this one cannot. */
function longer(parameters, { warmup, samples }) {
  if (worst(parameters, ({ rhat }) => rhat) > LIMITS.rhat)
    return { warmup: 3 * warmup, samples: 3 * samples };
  const mean = worst(parameters, ({ meanError }) => (MARGIN * meanError) / LIMITS.mean);
  const sd = worst(parameters, ({ sdError }) => (MARGIN * sdError) / LIMITS.sd);
  const needed = Math.max(mean, sd) ** 2;
  // A fifth more, for that is an estimate itself.
  return needed > 1 ? { warmup, samples: Math.ceil(samples * Math.min(MOST, 1.2 * needed)) } : undefined;
}

function figuresOf({ chains, parameters }) {
  const figures = {
    mean: worst(parameters, ({ meanDifference }) => meanDifference),
    sd: worst(parameters, ({ sdDifference }) => sdDifference),
    rhat: worst(parameters, ({ rhat }) => rhat),
  };
  return {
    ...figures,
    // NaN fits no limit.
    fits: Object.entries(LIMITS).every(([name, limit]) => figures[name] <= limit),
    divergences: chains.divergences,
    gradients: chains.evaluations.reduce((sum, { warmup, samples }) => sum + warmup + samples, 0),
    seconds: chains.seconds,
    parameters,
  };
}
