import { NescioError } from "../errors.js";
import type { Network } from "../layers/network.js";
import { describe } from "../validation.js";
import { checkStartNetwork } from "./check-start.js";
import { kindsThatStart, type ModelPosterior, type PosteriorKind } from "./kinds.js";
import { MixturePosterior } from "./mixture/posterior.js";
import type { PosteriorTraining } from "./training.js";

/** What is to start from a posterior. */
export interface StartingTraining {
  readonly kind: PosteriorKind;
  /** That of a member, where the kind has them. */
  readonly training: PosteriorTraining<ModelPosterior>;
  /** The kind of its members; undefined where it has none. */
  readonly membersOf: string | undefined;
}

/**
 * What each member of a training starts from, of a whole posterior.
 *
 * @param start From outside: anything.
 * @throws NescioError `invalid-option` for a kind whose training starts from none, a posterior of another kind or of another
 * network.
 */
export function memberStarts(
  network: Network,
  start: unknown,
  { kind, training, membersOf }: StartingTraining,
): readonly ModelPosterior[] {
  const { startsFrom } = training;
  if (startsFrom === undefined) {
    throw invalid(
      `one of the posteriors whose training can start from another's result: ${kindsThatStart.join(", ")}`,
      kind,
      "Leave start out: a training of this kind begins anew.",
    );
  }
  const members: readonly unknown[] =
    membersOf === undefined ? [start] : start instanceof MixturePosterior ? start.members : [];
  const starts = members.filter((member): member is ModelPosterior => startsFrom(member));
  if (starts.length === 0 || starts.length < members.length) {
    throw invalid(
      membersOf === undefined ? `a ${kind} posterior` : `a mixture of ${membersOf} posteriors, as ${kind} is`,
      inWords(start),
      'Name its kind by the option "posterior".',
    );
  }
  for (const each of starts) checkStartNetwork(network, each);
  return starts;
}

/** What was given as a posterior: its kind, and of a mixture its members'. */
function inWords(start: unknown): string {
  if (start instanceof MixturePosterior) {
    return `a mixture of ${[...new Set(start.members.map(({ kind }) => kind))].join(" and ")} posteriors`;
  }
  const kind = typeof start === "object" && start !== null && "kind" in start ? start.kind : undefined;
  return typeof kind === "string" ? `a ${kind} posterior` : describe(start);
}

function invalid(expected: string, found: string, next: string): NescioError {
  return new NescioError({ code: "invalid-option", subject: "start", expected, found, next });
}
