import { mcseMean, summarizeQuantity } from "nescio/ppl";

/**
 * What chains say of each parameter of a published reference, beside it. Differences of means are in standard
 * deviations of the reference, those of standard deviations are shares of it, and so are the chains' own Monte-Carlo
 * errors of both.
 * @param sites As `mcmc` returns them.
 * @param reference `[mean, sd]` by parameter; indices count from 1, as Stan's do.
 */
export function compare(sites, { chains, samples }, reference) {
  const quantities = new Map([...sites.values()].flatMap((site) => [...quantitiesOf(site, chains, samples)]));
  return Object.entries(reference).map(([name, [mean, sd]]) => {
    const draws = quantities.get(name);
    if (draws === undefined) throw new Error(`the program has no site for ${name}`);
    const row = summarizeQuantity(name, draws);
    const squares = draws.map((chain) => chain.map((x) => (x - row.mean) ** 2));
    return {
      ...row,
      meanDifference: (row.mean - mean) / sd,
      sdDifference: row.sd / sd - 1,
      meanError: row.mcse / sd,
      // The delta method: of a square root, half the relative error.
      sdError: mcseMean(squares) / (2 * row.sd ** 2),
    };
  });
}

/** The draws of each number of a site, one array for each chain, by Stan's name of it. */
function* quantitiesOf({ name, shape, data }, chains, samples) {
  const size = shape.reduce((product, extent) => product * extent, 1);
  for (let entry = 0; entry < size; entry++) {
    const draws = Array.from({ length: chains }, (_, chain) =>
      Float64Array.from({ length: samples }, (_, i) => data[(chain * samples + i) * size + entry]),
    );
    yield [shape.length === 0 ? name : `${name}[${indexOf(entry, shape)}]`, draws];
  }
}

/** Row-major, from 1. */
function indexOf(entry, shape) {
  const index = [];
  for (const extent of shape.toReversed()) {
    index.unshift((entry % extent) + 1);
    entry = Math.floor(entry / extent);
  }
  return index.join(",");
}
