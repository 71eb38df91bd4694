import { NescioError } from "../errors.js";
import type { ParameterForm, Parameters } from "./parameters.js";
import type { TrainingSession, StepControl, StepLoss } from "./session.js";

const RATE_HINT = "The learning rate is the likeliest reason: try a tenth of it.";
const KL_HINT =
  "Either the learning rate is too high, so try a tenth of it, or the prior's scale and the initial scales lie too far apart.";

/** A step's loss: −log likelihood + weighted KL, nats. Throws `diverged` unless it is a finite number. */
export function finiteLoss({ nll, kl }: StepLoss, { klWeight, step }: StepControl, epoch: number): number {
  const loss = nll + klWeight * kl;
  if (Number.isFinite(loss)) return loss;
  const part = Number.isFinite(nll) ? `a KL of ${kl}` : `a negative log-likelihood of ${nll}`;
  // A likelihood that fails has outputs that overflowed; a KL may have been too much from the start.
  throw diverged(step, epoch, "a finite loss", part, Number.isFinite(nll) ? KL_HINT : RATE_HINT);
}

/**
 * The parameters after a step (0-based) of an epoch; the losses vouch for those before it. Throws `diverged` unless all of
 * them are finite numbers.
 */
export function finiteParameters<T>(
  form: ParameterForm<T>,
  session: TrainingSession,
  step: number,
  epoch: number,
): Map<string, T> {
  const parameters = form.read(session);
  const name = firstNotFinite(form, parameters);
  if (name === undefined) return parameters;
  throw diverged(step, epoch, "finite parameters", `a value in "${name}" that is not`, RATE_HINT);
}

/** Throws `invalid-option` unless all numbers that a training is to start from are finite. */
export function checkStartValues<T>(form: ParameterForm<T>, start: Parameters<T>): void {
  const name = firstNotFinite(form, start);
  if (name === undefined) return;
  throw new NescioError({
    code: "invalid-option",
    subject: `start, tensor "${name}"`,
    expected: "finite numbers",
    found: "a value that is not",
  });
}

/** The name of the first parameter with a number that is not finite. */
function firstNotFinite<T>(form: ParameterForm<T>, parameters: Parameters<T>): string | undefined {
  const isFinite = (tensor: T): boolean =>
    form.numbers(tensor).every((values) => values.every(Number.isFinite));
  return [...parameters].find(([, tensor]) => !isFinite(tensor))?.[0];
}

function diverged(step: number, epoch: number, expected: string, found: string, next: string): NescioError {
  return new NescioError({
    code: "diverged",
    subject: `training, step ${step} (epoch ${epoch})`,
    expected,
    found,
    next,
  });
}
