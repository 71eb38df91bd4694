import { NescioError } from "../errors.js";
import { parameterSpecs, type Network } from "../layers/network.js";
import { kinds, type PosteriorKind, type SingleKind } from "../posteriors/kinds.js";
import { DEFAULT_MEMBERS } from "../posteriors/train-posterior.js";

/** Most bytes of a model file, and of its numbers in memory: far under what would exhaust a machine; 1 GiB. */
export const maxModelBytes = 2 ** 30;
/** Of these, what is kept free for familiarity and the description of the model, which a training adds. */
const reserveBytes = 2 ** 26;

/** What is about to be trained, as far as its size goes. */
export interface ModelPlan {
  /** Default `mean-field`. */
  readonly posterior?: PosteriorKind | undefined;
  readonly members?: number | undefined;
  readonly epochs: number;
}

/** About how many bytes the model that a training makes will have in memory, without familiarity; in half precision its file has half of that. */
export function modelBytes(network: Network, plan: ModelPlan): number {
  const { posterior = "mean-field", epochs } = plan;
  const row = kinds[posterior];
  const several = "membersOf" in row;
  const members = several ? (plan.members ?? DEFAULT_MEMBERS) : 1;
  const { numbersPerWeight, furtherNumbers }: SingleKind = several ? kinds[row.membersOf] : row;
  const weights = parameterSpecs(network).reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
  const further = members * (furtherNumbers?.(network) ?? 0);
  return weights * members * numbersPerWeight(epochs) * 4 + further * 4;
}

/** Throws `invalid-option` where the model that a training would make is too large for a file. */
export function checkModelSize(network: Network, plan: ModelPlan): void {
  const subject = "model that would be trained";
  checkBytes(modelBytes(network, plan), maxModelBytes - reserveBytes, subject, "invalid-option");
}

/** Throws `invalid-model` where a model file has more bytes than one can be read with. */
export function checkModelBytes(bytes: number, subject: string): void {
  checkBytes(bytes, maxModelBytes, subject, "invalid-model");
}

function checkBytes(
  bytes: number,
  most: number,
  subject: string,
  code: "invalid-option" | "invalid-model",
): void {
  if (bytes <= most) return;
  throw new NescioError({
    code,
    subject,
    expected: `at most ${most} bytes`,
    found: String(bytes),
    next: "Choose a smaller network, or fewer members.",
  });
}
