import { replay } from "../handlers/replay.js";
import { seed } from "../handlers/seed.js";
import { trace } from "../handlers/trace.js";
import { lax, np, vmap, type JaxArray } from "../jax.js";
import { checkOption } from "../optimizers/optimizer.js";
import { foldIn, split, type Key } from "../random/index.js";
import type { Program } from "../runtime/run.js";
import { siteLogProb, type Trace } from "../trace.js";

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
  /** For each observed site whether all of its values belong to the support: boolean scalars. */
  readonly inSupport: Readonly<Record<string, JaxArray>>;
}

/** What variational inference minimises; it runs within a compiled step. */
export interface Loss {
  readonly name: string;
  evaluate<A extends readonly unknown[]>(input: LossInput<A>): LossOutput;
}

export interface ElboOptions {
  /** Draws of the guide that the estimate averages. Default 1. */
  readonly particles?: number | undefined;
}

/** One draw's share of −ELBO. */
export type ParticleLoss = (model: Trace, guide: Trace) => Pick<LossOutput, "surrogate" | "value">;

/**
 * −ELBO = E_q[log q(z) − log p(x, z)] by Monte Carlo: the tutorial's loss. Gradients flow through draws that are
 * reparameterised; for the others they come from the score function (Ranganath, Gerrish & Blei 2014, eq. 3).
 */
export function traceElbo({ particles = 1 }: ElboOptions = {}): Loss {
  return averaged("traceElbo", particles, (model, guide) => {
    const elbo = model.logDensity().sub(guide.logDensity());
    const scores = guide.latents().filter(({ distribution }) => !distribution.reparameterized);
    if (scores.length === 0) return { surrogate: elbo.ref.mul(-1), value: elbo.mul(-1) };
    const score = scores.map(siteLogProb).reduce((sum, term) => sum.add(term));
    const surrogate = elbo.ref.add(score.mul(lax.stopGradient(elbo.ref)));
    return { surrogate: surrogate.mul(-1), value: elbo.mul(-1) };
  });
}

/** A loss that averages `particles` draws of the guide. */
export function averaged(name: string, particles: number, particleLoss: ParticleLoss): Loss {
  checkOption(
    `${name}.particles`,
    particles,
    "a whole number, at least 1",
    (n) => Number.isSafeInteger(n) && n >= 1,
  );
  return {
    name,
    evaluate({ model, guide, key, args }) {
      const once = (own: Key): LossOutput => {
        const [guideKey, modelKey] = split(own, 2);
        const guideTrace = trace(seed(guide, guideKey))(...args);
        const modelTrace = trace(replay(seed(model, modelKey), guideTrace))(...args);
        const inSupport = Object.fromEntries(
          modelTrace
            .observed()
            .map(({ name: site, distribution, value }) => [
              site,
              np.all(distribution.support.check(value.ref)),
            ]),
        );
        return { ...particleLoss(modelTrace, guideTrace), inSupport };
      };
      if (particles === 1) return once(foldIn(key, 0));
      const keys = np.stack(split(key, particles));
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
