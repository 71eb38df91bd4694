import * as z from "zod";
import { NescioError } from "../errors.js";
import type { Network } from "../layers/network.js";
import type { Posterior } from "../prediction/posterior.js";
import type { TensorReader } from "./tensor-reader.js";
import type { TensorWriter } from "./tensor-writer.js";

/** What a model file's metadata say of a posterior: its kind, and what its tensors alone do not tell. */
export interface PosteriorHead {
  readonly kind: string;
}

/** How a kind of posterior lies in a model file. */
export interface PosteriorFormat<P extends Posterior = Posterior, H extends PosteriorHead = PosteriorHead> {
  readonly kind: H["kind"];
  readonly schema: z.ZodType<H>;
  /** Whether a posterior is of this kind. */
  holds(posterior: Posterior): posterior is P;
  /** Puts the posterior's tensors into the file; what is returned goes into the metadata. */
  write(posterior: P, tensors: TensorWriter): H;
  /**
   * The posterior that `write` was given.
   * @throws NescioError `invalid-model` naming the tensor that does not fit.
   */
  read(head: H, network: Network, tensors: TensorReader): P;
}

/**
 * Several formats as one: the posterior's class tells by which it is written, the kind in the metadata by which it is
 * read.
 */
export function anyFormat<P extends Posterior>(
  formats: readonly PosteriorFormat<P>[],
): Omit<PosteriorFormat<P>, "kind"> {
  return {
    schema: z.union(formats.map(({ schema }) => schema)),
    holds: (posterior): posterior is P => formats.some((format) => format.holds(posterior)),
    write(posterior, tensors) {
      const format = formats.find((each) => each.holds(posterior));
      if (format !== undefined) return format.write(posterior, tensors);
      throw new NescioError({
        code: "invalid-model",
        subject: "posterior",
        expected: `a ${formats.map(({ kind }) => kind).join(", ")} posterior`,
        found: `the kind "${(posterior as Posterior).kind}"`,
        next: "Model files hold no others.",
      });
    },
    read(head, network, tensors) {
      const format = formats.find(({ kind }) => kind === head.kind)!;
      return format.read(head, network, tensors);
    },
  };
}

/** The posteriors of a format. */
export type PosteriorOf<F> = F extends { read(...args: never): infer P extends Posterior } ? P : never;
