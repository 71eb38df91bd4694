import { NescioError } from "@nescio/core";
import { checkArguments } from "./check-arguments.js";
import { checkFields, checkFunction } from "./check-kind.js";
import { seed as seeded } from "./handlers/seed.js";
import { substitute, type Values } from "./handlers/substitute.js";
import { withParams } from "./handlers/with-params.js";
import { trace } from "./handlers/trace.js";
import { np, tree, type JaxArray } from "./jax.js";
import { arraysIn, hostData, ref, restoring, sizeOf } from "./memory.js";
import type { SiteDraws } from "./mcmc/mcmc.js";
import type { Arrays } from "./optimizers/optimizer.js";
import { foldIn, key as keyOf, split, type Key } from "./random/index.js";
import { isolated, type Program } from "./runtime/run.js";
import { splitArguments } from "./static-arguments.js";
import { compile } from "./tape/compile.js";

export interface PredictiveOptions<A extends readonly unknown[]> {
  /** Leave observations out of its arguments to have them drawn. */
  readonly model: Program<A>;
  /** Draws of the posterior by MCMC (`result.sites`). */
  readonly draws?: ReadonlyMap<string, SiteDraws> | undefined;
  /** A guide to draw from, with its parameters (`svi.params(state)`, borrowed). */
  readonly guide?: Program<A> | undefined;
  readonly params?: Arrays | undefined;
  /** Runs of the model, at least 1. Default: every draw there is, or 100. Fewer than there are: evenly spread over them. */
  readonly samples?: number | undefined;
  /** Names of the sites to return. Default: all that were drawn or computed. */
  readonly sites?: readonly string[] | undefined;
}

/**
 * Runs of a model with random variables from the posterior, or from the prior where neither draws nor a guide are given.
 * @returns A function of an unsigned 32-bit seed and the model's arguments (consumed) that returns, by site, arrays
 * `[samples, ...shape]`, which are yours.
 * @throws NescioError `invalid-option`; `invalid-program` naming a site.
 */
export function predictive<A extends readonly unknown[]>(
  options: PredictiveOptions<A>,
): (seed: number, ...args: A) => Record<string, JaxArray> {
  checkFields(options, "predictive", ["model", "draws", "guide", "params", "samples", "sites"]);
  const { model, draws, guide, params, sites } = options;
  checkFunction(model, "predictive, option model");
  if (draws !== undefined && guide !== undefined) throw invalid("draws, guide", "one of the two", "both");
  const available = draws && countOf(draws);
  const samples = options.samples ?? available ?? 100;
  if (!Number.isSafeInteger(samples) || samples < 1 || samples > (available ?? Infinity)) {
    const limit = available === undefined ? "" : `, at most the ${available} draws there are`;
    throw invalid("samples", `a whole number, at least 1${limit}`, String(samples));
  }
  return (seed, ...args) => {
    checkArguments("predictive", args);
    return isolated(() => predict(seed, args));
  };

  function predict(seed: number, args: A): Record<string, JaxArray> {
    const { arrays, rebuild } = splitArguments(args);
    const once = compile(((key: Key, given: Arrays, values: Values, data: JaxArray[]): unknown => {
      const [guideKey, modelKey] = split(key, 2);
      const latent = guide ? drawGuide(guide, given, guideKey, rebuild(data.map(ref))) : values;
      const run = trace(seeded(substitute(model, { ...given, ...latent }), modelKey))(...rebuild(data));
      const kept = [...run.sites.values()].filter((site) =>
        sites === undefined
          ? site.type === "deterministic" || (site.type === "sample" && !site.observed)
          : sites.includes(site.name),
      );
      const missing = sites?.find((name) => !run.sites.has(name));
      if (missing !== undefined) throw invalid("sites", "names of the model's sites", `"${missing}"`);
      const result = Object.fromEntries(kept.map(({ name, value }) => [name, value.ref]));
      // Tracers go away by themselves; arrays that the model made or captured do not.
      run.dispose();
      return result;
    }) as never) as unknown as Once;
    const base = keyOf(seed);
    try {
      const runs = Array.from({ length: samples }, (_, s) => {
        const values = draws ? valuesAt(draws, Math.floor((s * available!) / samples)) : {};
        const key = foldIn(base.ref, s);
        try {
          const run = restoring([key, ...arraysIn([params, values, arrays])], () =>
            once(key.ref, tree.ref(params ?? {}), tree.ref(values), tree.ref(arrays)),
          );
          return Object.entries(run).map(([name, value]) => {
            const { shape } = value;
            return { name, shape, data: hostData(value) };
          });
        } finally {
          for (const array of [key, ...arraysIn(values)]) array.dispose();
        }
      });
      return Object.fromEntries(
        runs[0].map(({ name, shape, data }, i) => {
          const Data = data.constructor as new (length: number) => typeof data;
          const all = new Data(samples * data.length);
          runs.forEach((run, s) => all.set(run[i].data, s * data.length));
          return [name, np.array(all, { shape: [samples, ...shape] })];
        }),
      );
    } finally {
      for (const array of [base, ...arrays]) array.dispose();
      once.dispose();
    }
  }
}

type Once = ((key: Key, params: Arrays, values: Values, data: JaxArray[]) => Record<string, JaxArray>) & {
  dispose(): void;
};

/** The random variables of one run of a guide. */
function drawGuide<A extends readonly unknown[]>(
  guide: Program<A>,
  params: Arrays,
  key: Key,
  args: A,
): Values {
  const run = trace(seeded(withParams(guide, params), key))(...args);
  const values = Object.fromEntries(run.latents().map(({ name, value }) => [name, value.ref]));
  run.dispose();
  return values;
}

function countOf(draws: ReadonlyMap<string, SiteDraws>): number {
  const first = draws.values().next().value;
  return first === undefined ? 0 : first.data.length / sizeOf(first.shape);
}

function valuesAt(draws: ReadonlyMap<string, SiteDraws>, index: number): Values {
  return Object.fromEntries(
    [...draws.values()].map(({ name, shape, data }) => {
      const size = sizeOf(shape);
      const values = Float32Array.from(data.subarray(index * size, (index + 1) * size));
      return [name, np.array(values, { shape: [...shape] })];
    }),
  );
}

function invalid(option: string, expected: string, found: string): NescioError {
  return new NescioError({
    code: "invalid-option",
    subject: `predictive, option ${option}`,
    expected,
    found,
  });
}
