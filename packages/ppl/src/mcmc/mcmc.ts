import { checkFunction } from "../check-kind.js";
import { NescioError, type Random } from "@nescio/core";
import { sizeOf } from "../memory.js";
import type { Program } from "../runtime/run.js";
import type { Chains } from "./chains.js";
import { summarizeQuantity, type SummaryRow } from "./diagnostics/summarize.js";
import { modelPotential, type ModelPotentialOptions } from "./model-potential.js";
import type { McmcOptions } from "./options.js";
import { runChains } from "./run-chains.js";

export interface ModelMcmcOptions<A extends readonly unknown[]>
  extends Omit<McmcOptions, "potential" | "initial">, ModelPotentialOptions {
  readonly model: Program<A>;
}

/** The draws of one site: on the host, so that there is nothing to free. */
export interface SiteDraws {
  readonly name: string;
  /** Of one draw. */
  readonly shape: readonly number[];
  /** `[chains, samples, ...shape]`. */
  readonly data: Float64Array;
}

export interface McmcResult {
  /** Draws by site: random variables in the model's own space, and its deterministic sites. */
  readonly sites: ReadonlyMap<string, SiteDraws>;
  /** The same draws in the unconstrained space, with what the sampler reports. */
  readonly chains: Chains;
  /** Mean, spread, R̂ and effective sample sizes of every number; `SITE[i,j]` names an entry. */
  readonly summary: () => SummaryRow[];
}

/**
 * Markov-chain Monte Carlo of a program: draws from the posterior of its unobserved sites. Consumes the arrays among
 * `args`.
 * @throws NescioError `invalid-program` naming a discrete site; `invalid-option`; `invalid-data` where chains find no start;
 * `aborted`.
 */
export async function mcmc<A extends readonly unknown[]>(
  { model, dtype, start, ...options }: ModelMcmcOptions<A> = {} as never,
  ...args: A
): Promise<McmcResult> {
  checkFunction(model, "mcmc, option model");
  const target = modelPotential(model, args, { dtype, start });
  let last: Float64Array | undefined;
  try {
    const initial = (random: Random): Float64Array => (last = target.start(random.uint32()));
    const chains = await runChains({ ...options, potential: target.potential, initial });
    const sites = siteDraws(chains, (position) => target.sitesAt(position));
    return { sites, chains, summary: () => summaryOf(chains, sites) };
  } catch (error) {
    const noStart = error instanceof NescioError && error.code === "invalid-data" && last !== undefined;
    throw noStart ? withReason(error, target.explain(last!)) : error;
  } finally {
    target.dispose();
  }
}

/** The error of chains that find no start, with what is wrong at the last position. */
function withReason(error: NescioError, reason: string | undefined): NescioError {
  if (reason === undefined) return error;
  const { code, subject, expected, found, next } = error;
  return new NescioError({ code, subject, expected, found: `${found}: ${reason}`, next, cause: error });
}

function siteDraws(
  { draws, dimension, chains, samples }: Chains,
  sitesAt: ReturnType<typeof modelPotential>["sitesAt"],
): Map<string, SiteDraws> {
  const sites = new Map<string, SiteDraws>();
  const count = chains * samples;
  for (let i = 0; i < count; i++) {
    for (const [name, { shape, data }] of sitesAt(draws.subarray(i * dimension, (i + 1) * dimension))) {
      const size = sizeOf(shape);
      if (!sites.has(name)) sites.set(name, { name, shape, data: new Float64Array(count * size) });
      sites.get(name)!.data.set(data, i * size);
    }
  }
  return sites;
}

function summaryOf({ chains, samples }: Chains, sites: ReadonlyMap<string, SiteDraws>): SummaryRow[] {
  return [...sites.values()].flatMap(({ name, shape, data }) => {
    const size = sizeOf(shape);
    return Array.from({ length: size }, (_, entry) =>
      summarizeQuantity(
        shape.length === 0 ? name : `${name}[${indexOf(entry, shape).join(",")}]`,
        Array.from({ length: chains }, (_, chain) =>
          Float64Array.from({ length: samples }, (_, i) => data[(chain * samples + i) * size + entry]),
        ),
      ),
    );
  });
}

/** The index along each axis of a row-major entry. */
function indexOf(entry: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (const extent of shape.toReversed()) {
    index.unshift(entry % extent);
    entry = Math.floor(entry / extent);
  }
  return index;
}
