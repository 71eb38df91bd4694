import type { KernelVariant } from "@nescio/core";
import { availableVariants, defaultThreads } from "@nescio/core/internal";
import { loadModel } from "@nescio/node";
import { boxedModel } from "../../boxed-model.js";
import { competition, type Competitor } from "../competition.js";
import { benchSettings, type BenchSettings } from "../settings.js";
import { blasOf, isReferenceBlas } from "./blas.js";
import { matchesOf } from "./matches.js";
import { peerRows, type PeerRow } from "./peer-rows.js";
import { pyTorchEntrant } from "./pytorch-entrant.js";
import { INSTALL, PyTorch, type PyTorchFacts } from "./pytorch.js";

/** The least of fewer measurements says little. */
const FEWEST_ROUNDS = 5;

export interface PeerBenchOptions extends Competitor {
  /** Fewer than 5 rounds are made 5. */
  readonly settings: BenchSettings;
  /** A Python that has PyTorch: a name that the system finds, or a path. */
  readonly program: string;
  /** Threads besides one. Default: what the host offers, at most 8. */
  readonly threads?: number | undefined;
}

export interface PeerResult {
  readonly settings: BenchSettings;
  /** Build of Nescio's kernels. */
  readonly variant: KernelVariant;
  readonly threads: readonly number[];
  readonly peer: PyTorchFacts & {
    readonly program: string;
    /** What makes its matrix products. */
    readonly blas: string;
  };
  readonly rows: readonly PeerRow[];
  /** Why the comparison is not what it is meant to be. */
  readonly warnings: readonly string[];
}

/**
 * Measures Nescio against hand-written PyTorch (`bench/peers/pytorch.py`), which does the same work in a process of its
 * own: turn by turn, on as many threads, with networks of the same shape.
 *
 * @throws NescioError `invalid-option`; `not-found` where PyTorch does not start; `unsupported` where it fails;
 * `aborted` by the signal.
 */
export async function runPeerBenchmark(options: PeerBenchOptions): Promise<PeerResult> {
  const { program, signal, onProgress } = options;
  const given = benchSettings(options.settings);
  const settings = { ...given, rounds: Math.max(given.rounds, FEWEST_ROUNDS) };
  const [variant] = availableVariants();
  const threads = [...new Set([1, options.threads ?? defaultThreads()])];
  const compete = competition({ signal, onProgress });
  const pyTorch = await PyTorch.start(program, { signal });
  try {
    const measured: Parameters<typeof peerRows>[0][number][] = [];
    for (const { nescio, pyTorch: work, alone = false } of matchesOf(settings, await loadModel(boxedModel))) {
      const { subject } = work;
      const makers = (alone ? [1] : threads).flatMap((count) => [
        async () => ({
          ...(await nescio({ threads: count, variant })),
          subject,
          runner: "nescio" as const,
          form: null,
        }),
        () => pyTorchEntrant(pyTorch, { ...work, threads: count }, signal),
      ]);
      measured.push(...(await compete(subject, makers, { rounds: settings.rounds, warmUp: 1 })));
    }
    const { facts } = pyTorch;
    return {
      ...{ settings, variant, threads },
      peer: { program, blas: blasOf(facts), ...facts },
      rows: peerRows(measured, settings),
      warnings: warningsOf(facts),
    };
  } finally {
    await pyTorch.close();
  }
}

function warningsOf(facts: PyTorchFacts): string[] {
  const warnings: string[] = [];
  if (isReferenceBlas(facts)) {
    const slow = "PyTorch has only the reference BLAS here, which makes its products some 20 times slower";
    warnings.push(`${slow}: ${INSTALL}.`);
  }
  if (!facts.keepsToOneThread) {
    warnings.push("PyTorch's products take more than one thread where they are told to take one.");
  }
  if (!facts.mkldnn) warnings.push("PyTorch has no oneDNN here, which makes its convolutions fast.");
  return warnings;
}
