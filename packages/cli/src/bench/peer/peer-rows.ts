import type { KernelVariant } from "@nescio/core";
import type { BenchSettings } from "../settings.js";
import type { Timing } from "../timing.js";
import type { PeerEntrant, PeerSubject } from "./peer-entrant.js";

/** One line of the comparison. */
export interface PeerRow {
  /** Predictions have the decisions with them. */
  readonly subject: PeerSubject;
  readonly runner: "nescio" | "pytorch";
  readonly threads: number;
  /** Build of Nescio's kernels; null for PyTorch. */
  readonly variant: KernelVariant | null;
  /** Which of PyTorch's ways of doing it was the fastest; null for Nescio. */
  readonly form: string | null;
  /** Of one step, product, image, or prediction of all images with all samples. */
  readonly ms: Timing;
  /** How many times as fast as PyTorch on as many threads, by the least times of both; null for PyTorch. */
  readonly ratio: number | null;
  /**
   * How many times as long as the bare products of the first layer, by the least times of the same runner on as many
   * threads: for a step two, forward and for the weights' gradient; for Nescio's prediction two of all images, for mean
   * and variance; for PyTorch's, which draws whole networks, one of all images a sample. null for the others.
   */
  readonly timesProducts: number | null;
}

/** The lines of what was measured. */
export function peerRows(
  measured: readonly (readonly [PeerEntrant, Timing])[],
  settings: Pick<BenchSettings, "batch" | "images" | "samples">,
): PeerRow[] {
  const least = (subject: PeerSubject, runner: PeerRow["runner"], threads: number): number =>
    measured.find(
      ([other]) => other.subject === subject && other.runner === runner && other.threads === threads,
    )![1].min;
  return measured.map(([{ subject, runner, threads, variant, form }, ms]) => {
    const products = productsIn(subject, runner, settings);
    return {
      ...{ subject, runner, threads, variant, form, ms },
      ratio: runner === "pytorch" ? null : least(subject, "pytorch", threads) / ms.min,
      timesProducts: products === null ? null : ms.min / (products * least("product", runner, threads)),
    };
  });
}

/** How many times the product that is measured, of one batch, is in the first layer of a subject. */
function productsIn(
  subject: PeerSubject,
  runner: PeerRow["runner"],
  { batch, images, samples }: Pick<BenchSettings, "batch" | "images" | "samples">,
): number | null {
  if (subject === "step") return 2;
  if (subject === "prediction") return ((runner === "nescio" ? 2 : samples) * images) / batch;
  return null;
}
