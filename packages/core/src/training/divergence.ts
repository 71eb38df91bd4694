import { NescioError } from "../errors.js";
import type { ParameterForm } from "./parameters.js";
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
 * The parameters after an epoch's last step; the losses vouch for those before it. Throws `diverged` unless all of them are
 * finite numbers.
 */
export function finiteParameters<T>(
  form: ParameterForm<T>,
  session: TrainingSession,
  epoch: number,
  perEpoch: number,
): Map<string, T> {
  const parameters = form.read(session);
  for (const [name, tensor] of parameters) {
    if (form.numbers(tensor).every((values) => values.every(Number.isFinite))) continue;
    const found = `a value in "${name}" that is not`;
    throw diverged((epoch + 1) * perEpoch - 1, epoch, "finite parameters", found, RATE_HINT);
  }
  return parameters;
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
