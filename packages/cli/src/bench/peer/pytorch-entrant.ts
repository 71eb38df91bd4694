import type { PeerEntrant, PeerSubject } from "./peer-entrant.js";
import type { PeerSettings, PyTorch } from "./pytorch.js";

/** What is measured of PyTorch, which takes the times itself: without what asking it costs. */
export interface PyTorchWork {
  readonly subject: PeerSubject;
  readonly threads: number;
  readonly settings: PeerSettings;
  /** Times in a run. */
  readonly times: number;
}

/** An entrant that PyTorch gets ready and runs. */
export async function pyTorchEntrant(
  pyTorch: PyTorch,
  { subject, threads, settings, times }: PyTorchWork,
  signal?: AbortSignal,
): Promise<PeerEntrant> {
  const prepared = await pyTorch.prepare(subject, threads, settings, signal);
  let last: readonly number[] = [];
  return {
    ...{ subject, threads, form: prepared.form },
    runner: "pytorch",
    variant: null,
    flops: null,
    perRun: times,
    run: async (signal) => {
      last = await pyTorch.run(prepared, times, signal);
    },
    // Its threads stall now and then, waiting for each other's cores: a run's mean would rarely be free of that.
    times: () => last,
    // The process is closed by whoever started it.
    close: () => undefined,
  };
}
