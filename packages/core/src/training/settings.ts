import * as z from "zod";
import { augmentationSchema } from "../data/augment.js";
import { NescioError } from "../errors.js";
import { defaultSeed } from "../math/random.js";
import { checked } from "../validation.js";

const positive = z.number().positive();
const fraction = z.number().min(0).max(1);

const schema = z.strictObject({
  /** Passes over the training images, 1 to 10,000. */
  epochs: z.int().min(1).max(10_000),
  /** Images a step, 1 to 8,192. The last batch of an epoch may be smaller. */
  batchSize: z.int().min(1).max(8192),
  /** Adam's step size at its highest. */
  learningRate: positive,
  /** `constant`, or `cosine`: down to zero over the run along half a cosine (Loshchilov and Hutter 2017, without restarts). */
  schedule: z.enum(["constant", "cosine"]),
  /** Share of the run over which the learning rate rises linearly to its highest, in [0, 1]. */
  rateWarmup: fraction,
  /**
   * Adam (Kingma and Ba 2015, algorithm 1): decay of the moments, in [0, 1), and the term that keeps it finite, at
   * least 1e-20.
   */
  beta1: z.number().min(0).lt(1),
  beta2: z.number().min(0).lt(1),
  epsilon: z.number().min(1e-20),
  /**
   * How the expected log-likelihood is estimated: `weights` draws one network for the batch (Blundell et al. 2015);
   * `local` draws every image's pre-activations (local reparameterisation; Kingma, Salimans and Welling 2015),
   * with less variance for twice the products; `delta` has no distribution at all but one number for each weight,
   * and −log prior takes the place of the KL: the maximum a posteriori; `langevin` is the same with Langevin dynamics
   * in place of Adam (Welling and Teh 2011): `beta1` has to be 0, and `klScale` "batch".
   */
  estimator: z.enum(["weights", "local", "delta", "langevin"]),
  /** KL(posterior ‖ prior): `monte-carlo` (log q − log p at one draw, as Pyro's Trace_ELBO) or `closed-form`. */
  kl: z.enum(["monte-carlo", "closed-form"]),
  /** `full` counts the whole KL at every batch, as the tutorial does; `batch` weights it by batch size / images. */
  klScale: z.enum(["full", "batch"]),
  /** Factor on the KL, ≥ 0; below 1 a "cold" posterior. */
  klWeight: z.number().min(0),
  /** Epochs over which the KL's weight rises linearly from 0; 0: none. */
  klWarmup: z.number().min(0),
  /** The same independent Gaussian prior for every weight and bias; its scale in [1e-9, 1e9], whose squares fit an f32. */
  prior: z.strictObject({ loc: z.number(), scale: z.number().min(1e-9).max(1e9) }),
  /**
   * Where the posterior starts. Means are drawn from N(0, locScale²); "he" takes √(2 / inputs) for weights and 0
   * for biases (He et al. 2015). Scales are softplus(ρ) with ρ drawn from N(rhoMean, rhoScale²).
   */
  initial: z.strictObject({
    locScale: z.union([z.number().min(0), z.literal("he")]),
    rhoMean: z.number().min(-80).max(80),
    rhoScale: z.number().min(0),
  }),
  /** What the outputs are: class scores (`categorical`), or means of Gaussians with this known scale. */
  likelihood: z.union([
    z.literal("categorical"),
    z.strictObject({ family: z.literal("gaussian"), scale: positive }),
  ]),
  /** How training images vary from epoch to epoch (data/augment.ts). */
  augmentation: z.union([z.literal("none"), augmentationSchema]),
  /**
   * `balanced`: an epoch has as many inputs of each class as of every other, drawn again and again where they are few, so that rare
   * classes count as much as common ones; probabilities are then those of a world in which all are as common. Default: each input
   * once.
   */
  classWeight: z.enum(["none", "balanced"]),
  /**
   * Whether convolutions of 3×3 multiply every input with every weight. Otherwise those at stride 1 with 8 channels or more on
   * either side go by tiles of 2×2 to 4×4 outputs, with 2.25 to 4 times fewer multiplications and up to half as much rounding
   * again (kernels/winograd.ts); the local estimator never does.
   */
  exact: z.boolean(),
  /** Unsigned 32-bit. */
  seed: z.int().min(0).max(0xffff_ffff),
});

/** Everything that decides the result of mean-field training; see the schema's comments for each field. */
export type TrainingSettings = Readonly<z.infer<typeof schema>>;

export type PresetName = "tutorial" | "default" | "convolution";

const common = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, classWeight: "none" as const, exact: false };

/**
 * `tutorial` is the original program: N(0, 1) priors, one draw a batch, the whole Monte-Carlo KL at every batch,
 * Adam 0.01. `default` is what we recommend for dense networks, `convolution` for convolutions of small grey images (it
 * varies them, which suits digits and not every image); docs/recipe.md has the measurements that led there.
 */
export const presets: Readonly<Record<PresetName, TrainingSettings>> = {
  tutorial: {
    ...common,
    epochs: 5,
    batchSize: 128,
    learningRate: 0.01,
    schedule: "constant",
    rateWarmup: 0,
    estimator: "weights",
    kl: "monte-carlo",
    klScale: "full",
    klWeight: 1,
    klWarmup: 0,
    prior: { loc: 0, scale: 1 },
    initial: { locScale: 1, rhoMean: 0, rhoScale: 1 },
    likelihood: "categorical",
    augmentation: "none",
    seed: defaultSeed,
  },
  default: {
    ...common,
    epochs: 10,
    batchSize: 128,
    learningRate: 3e-3,
    schedule: "cosine",
    rateWarmup: 0,
    estimator: "weights",
    kl: "closed-form",
    klScale: "batch",
    klWeight: 0.2,
    klWarmup: 0,
    prior: { loc: 0, scale: 1 },
    // softplus(-2.97) = 0.05
    initial: { locScale: "he", rhoMean: -2.97, rhoScale: 0 },
    likelihood: "categorical",
    augmentation: "none",
    seed: defaultSeed,
  },
  convolution: {
    ...common,
    epochs: 20,
    batchSize: 128,
    learningRate: 3e-3,
    schedule: "cosine",
    rateWarmup: 0,
    estimator: "weights",
    kl: "closed-form",
    klScale: "batch",
    klWeight: 0.03,
    klWarmup: 0,
    prior: { loc: 0, scale: 0.3 },
    // softplus(-3.9) = 0.02
    initial: { locScale: "he", rhoMean: -3.9, rhoScale: 0 },
    likelihood: "categorical",
    augmentation: { shift: 2, rotation: 12, scale: 0.12, elastic: 0.8, elasticSigma: 4 },
    seed: defaultSeed,
  },
};

/** The preset's settings with some replaced. Throws `invalid-option` naming the field that does not fit. */
export function trainingSettings(
  preset: PresetName,
  changes: Partial<TrainingSettings> = {},
): TrainingSettings {
  if (!Object.hasOwn(presets, preset)) {
    throw new NescioError({
      code: "invalid-option",
      subject: "preset",
      expected: `one of ${Object.keys(presets).join(", ")}`,
      found: JSON.stringify(preset),
    });
  }
  return checked(schema, { ...presets[preset], ...changes }, (path) => `option ${path}`);
}
