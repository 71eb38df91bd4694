import { replay } from "../handlers/replay.js";
import { seed } from "../handlers/seed.js";
import { trace } from "../handlers/trace.js";
import { lax, np, vmap, type JaxArray } from "../jax.js";
import { checkOption } from "../check-option.js";
import { maskedValue } from "../masked-value.js";
import { mapArrays } from "../memory.js";
import { foldIn, split, type Key } from "../random/index.js";
import type { Program } from "../runtime/run.js";
import type { Trace } from "../trace.js";

/** One evaluation of a loss. `model` and `guide` have their parameters put in. */
export interface LossInput<A extends readonly unknown[]> {
  readonly model: Program<A>;
  readonly guide: Program<A>;
  readonly key: Key;
  readonly args: A;
}

export interface LossOutput {
  /** What is differentiated; its gradient estimates that of `value`. */
  readonly surrogate: JaxArray;
  /** The loss itself, a scalar. */
  readonly value: JaxArray;
  /** For each observed site whether all of its values that count belong to the support: boolean scalars. */
  readonly inSupport: Readonly<Record<string, JaxArray>>;
}

/** What variational inference minimises; it runs within a compiled step. */
export interface Loss {
  readonly name: string;
  /** The keys of the draws that it averages, for finding out why it is no number. Consumes the step's key. */
  readonly drawKeys: (key: Key) => Key[];
  evaluate<A extends readonly unknown[]>(input: LossInput<A>): LossOutput;
}

export interface ElboOptions {
  /** Draws of the guide that the estimate averages. Default 1. */
  readonly particles?: number | undefined;
}

/** One draw's share of −ELBO, a scalar. */
export type ParticleLoss = (model: Trace, guide: Trace) => JaxArray;

/**
 * −ELBO = E_q[log q(z) − log p(x, z)] by Monte Carlo: the tutorial's loss. Gradients flow through draws that are
 * reparameterised; for the others they come from the score function (Ranganath, Gerrish & Blei 2014, eq. 3).
 */
export function traceElbo({ particles = 1 }: ElboOptions = {}): Loss {
  return averaged("traceElbo", particles, (model, guide) => guide.logDensity().sub(model.logDensity()));
}

/** Adds what a loss owes to draws whose gradients do not reach it by themselves. Borrows `value`. */
function withScore(value: JaxArray, guide: Trace): JaxArray {
  const drawn = guide.latents().filter(({ distribution }) => !distribution.reparameterized);
  if (drawn.length === 0) return value.ref;
  // How likely the draws were: neither masks nor the scales of subsamples change that.
  const score = drawn
    .map(({ distribution, value: draw }) => distribution.logProb(draw.ref).sum())
    .reduce((sum, term) => sum.add(term));
  return value.ref.add(score.mul(lax.stopGradient(value.ref)));
}

/** A loss that averages `particles` draws of the guide. */
export function averaged(name: string, particles: number, particleLoss: ParticleLoss): Loss {
  checkOption(
    `${name}.particles`,
    particles,
    "a whole number, at least 1",
    (n) => Number.isSafeInteger(n) && n >= 1,
  );
  const drawKeys = (key: Key): Key[] => (particles === 1 ? [foldIn(key, 0)] : split(key, particles));
  return {
    name,
    drawKeys,
    evaluate({ model, guide, key, args }) {
      const once = (own: Key): LossOutput => {
        const [guideKey, modelKey] = split(own, 2);
        const guideTrace = trace(seed(guide, guideKey))(...mapArrays(args, (array) => array.ref));
        const modelTrace = trace(replay(seed(model, modelKey), guideTrace))(...args);
        const inSupport = Object.fromEntries(
          modelTrace
            .observed()
            .map(({ name: site, distribution, value, mask }) => [
              site,
              np.all(distribution.support.check(maskedValue(value, mask, distribution))),
            ]),
        );
        const value = particleLoss(modelTrace, guideTrace);
        const surrogate = withScore(value, guideTrace);
        // Tracers go away by themselves; arrays that the programs made or captured do not.
        modelTrace.dispose();
        guideTrace.dispose();
        return { surrogate, value, inSupport };
      };
      const each = drawKeys(key);
      if (each.length === 1) return once(each[0]);
      const keys = np.stack(each);
      const { surrogate, value, inSupport } = (
        vmap(once as never) as unknown as (keys: JaxArray) => LossOutput
      )(keys);
      return {
        surrogate: surrogate.mean(),
        value: value.mean(),
        inSupport: Object.fromEntries(
          Object.entries(inSupport).map(([site, flags]) => [site, np.all(flags)]),
        ),
      };
    },
  };
}
