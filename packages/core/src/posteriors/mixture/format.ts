import * as z from "zod";
import type { Posterior } from "../../prediction/posterior.js";
import type { PosteriorFormat, PosteriorHead } from "../format.js";
import { MAX_MEMBERS, MixturePosterior } from "./posterior.js";

export interface MixtureHead extends PosteriorHead {
  readonly kind: "mixture";
  readonly members: readonly PosteriorHead[];
}

/**
 * The tensors of member m under names that begin with `m/`.
 * @param member The format of each member.
 */
export function mixtureFormat(
  member: Omit<PosteriorFormat, "kind">,
): PosteriorFormat<MixturePosterior, MixtureHead> {
  return {
    kind: "mixture",
    schema: z.strictObject({
      kind: z.literal("mixture"),
      members: z.array(member.schema).min(1).max(MAX_MEMBERS),
    }),
    holds: (posterior: Posterior) => posterior instanceof MixturePosterior,
    write: ({ members }, tensors) => ({
      kind: "mixture",
      members: members.map((each, m) => member.write(each, tensors.under(`${m}/`))),
    }),
    read: ({ members }, network, tensors) =>
      new MixturePosterior(members.map((head, m) => member.read(head, network, tensors.under(`${m}/`)))),
  };
}
