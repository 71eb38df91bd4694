import { NescioError } from "../../errors.js";
import { parameterSpecs, type Network } from "../../layers/network.js";
import type { TrainingOptions } from "../../training/options.js";
import type { TrainingSettings } from "../../training/settings.js";
import type { Regression } from "./chain.js";

/** Multiplications of all sweeps: a few minutes. */
const MAX_WORK = 2e11;
/** What a Pólya–Gamma draw and the logarithms around it take, in multiplications. */
const DRAW_WORK = 300;
/** Most weights of a network that are kept with every draw: 1 GiB, what a model file has, for a hundred of them. */
const MAX_WEIGHTS = 2_500_000;

/** Throws `unsupported` where so many sweeps over a last layer take more than some minutes. */
export function checkWork(
  { rows, inputs, classes }: Pick<Regression, "rows" | "inputs" | "classes">,
  sweeps: number,
): void {
  const each = rows * (inputs ** 2 / 2 + 2 * inputs + DRAW_WORK) + inputs ** 3 / 6;
  const work = sweeps * classes * each;
  if (work <= MAX_WORK) return;
  throw unsupported(
    `at most ${MAX_WORK.toPrecision(1)} multiplications`,
    `${work.toPrecision(2)}: ${sweeps} sweeps over ${rows} × ${inputs} inputs of the last layer and ${classes} classes`,
    "It is for small data: take fewer rows, a narrower layer before the last, or fewer epochs; laplace and mean-field take any size.",
  );
}

/** Throws `unsupported` for a network that cannot be stored with every draw. */
export function checkNetworkSize(network: Network): void {
  const weights = parameterSpecs(network).reduce(
    (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
    0,
  );
  if (weights <= MAX_WEIGHTS) return;
  throw unsupported(
    `a network of at most ${MAX_WEIGHTS} weights, as it is stored with every draw`,
    String(weights),
    "Choose a smaller network, or the posterior laplace or mean-field.",
  );
}

/**
 * Throws `invalid-option` for what has no meaning to a chain.
 * @param hidden Whether a point is trained first.
 */
export function checkChainOptions(
  settings: TrainingSettings,
  options: Pick<TrainingOptions, "validation" | "resume" | "onCheckpoint">,
  hidden: boolean,
): void {
  const given = (["validation", "resume", "onCheckpoint"] as const).find((key) => options[key] !== undefined);
  if (given !== undefined) throw invalid("posterior polya-gamma", "no validation and no checkpoints", given);
  if (settings.klWeight === 0) {
    throw invalid("option klWeight", "a number above 0, as without a prior there may be no posterior", "0");
  }
  if (!hidden && settings.augmentation !== "none") {
    const expected = "none, as a network without hidden layers sees no images but the data's";
    const next = 'Set augmentation to "none".';
    throw invalid("option augmentation", expected, "variations of images", next);
  }
}

function invalid(subject: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "invalid-option", subject, expected, found, next });
}

function unsupported(expected: string, found: string, next: string): NescioError {
  return new NescioError({ code: "unsupported", subject: "polya-gamma posterior", expected, found, next });
}
