import { mcmc } from "nescio/ppl";
import { compare } from "./compare.js";

/** What fits: means within so many standard deviations of the reference, standard deviations within such a share of it, R̂. */
const LIMITS = { mean: 0.1, sd: 0.05, rhat: 1.01 };
// Monte-Carlo errors so many times as large would still not pass the limits.
const MARGIN = 4;
// No more than so many times the samples asked for are drawn.
const MOST = 32;

/**
 * Draws from the posterior of one model and compares it with its reference. Where the Monte-Carlo errors make it a lottery
 * whether that fits, it is drawn once more, with as many samples as it takes.
 * @param model A record of `index.js`.
 * @param posterior `data` as published, `reference` `[mean, sd]` by parameter.
 * @param options Of `mcmc`.
 * @returns The worst figures, whether they all fit, and the figures of each parameter.
 */
export async function study(model, posterior, options) {
  const first = await draw(model, posterior, options);
  const times = Math.min(MOST, lengthening(first.parameters));
  if (!(times > 1)) return figuresOf(first);
  const samples = Math.ceil(first.chains.samples * times);
  return figuresOf(await draw(model, posterior, { ...options, samples }));
}

async function draw({ data, model }, { data: published, reference }, options) {
  const { sites, chains } = await mcmc({ model, ...options }, ...data(published));
  return { chains, parameters: compare(sites, chains, reference) };
}

const worst = (parameters, of) =>
  parameters.reduce((largest, parameter) => Math.max(largest, Math.abs(of(parameter))), 0);

/** How many times as many samples are enough, or 1. */
function lengthening(parameters) {
  const mean = worst(parameters, ({ meanError }) => (MARGIN * meanError) / LIMITS.mean);
  const sd = worst(parameters, ({ sdError }) => (MARGIN * sdError) / LIMITS.sd);
  const needed = Math.max(mean, sd) ** 2;
  // A fifth more, for that is an estimate itself.
  return needed > 1 ? 1.2 * needed : 1;
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
    samples: chains.samples,
    gradients: chains.evaluations.reduce((sum, { warmup, samples }) => sum + warmup + samples, 0),
    seconds: chains.seconds,
    parameters,
  };
}
