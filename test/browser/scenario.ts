import { glyphs } from "../../packages/core/src/data/glyphs.js";
import type * as nescio from "../../packages/core/src/index.js";

type Library = typeof nescio;

export interface Outcome {
  readonly losses: readonly number[];
  readonly logProbs: readonly number[];
  readonly decisions: readonly string[];
  readonly threads: number;
}

/** Trains on 200 generated digits and asks about 20 others and 10 letters: all that must be the same everywhere. */
export async function trainAndAsk(
  library: Library,
  options: { readonly threads: number; readonly variant: nescio.KernelVariant },
): Promise<Outcome> {
  const digits = glyphs({ count: 200, seed: 1, kind: "digits" });
  const strangers = glyphs({ count: 10, seed: 1, kind: "letters" });
  const network = library.denseNetwork([28, 28, 1], [24], 10);
  const settings = { ...options, epochs: 4, batchSize: 32, seed: 5 };
  const { posterior, lossPerImageByEpoch, threads } = await library.trainMeanField(network, digits, settings);
  const asked = { samples: 12, seed: 7, threads: options.threads };
  const logProbs: number[] = [];
  const decisions: string[] = [];
  for (const images of [glyphs({ count: 20, seed: 2, kind: "digits" }), strangers]) {
    const predictive = await posterior.predict(images, asked);
    logProbs.push(...predictive.logProbs);
    for (const { kind, labels } of library.decide(predictive, library.defaultRule)) {
      decisions.push([kind, ...labels].join(" "));
    }
  }
  return { losses: lossPerImageByEpoch, logProbs, decisions, threads };
}

/** Training that would go on for many minutes, stopped by a timer of the caller's; what came of it. */
export async function trainUntilTick(
  library: Library,
  options: { readonly threads: number; readonly hidden: number; readonly batchSize: number },
): Promise<string> {
  const { threads, hidden, batchSize } = options;
  const controller = new AbortController();
  let ticks = 0;
  const timer = setInterval(() => {
    if (++ticks === 3) controller.abort();
  }, 1);
  try {
    await library.trainMeanField(
      library.denseNetwork([28, 28, 1], [hidden], 10),
      glyphs({ count: 500, seed: 1, kind: "digits" }),
      { threads, batchSize, epochs: 10_000, signal: controller.signal },
    );
    return "ran to its end";
  } catch (error) {
    return error instanceof library.NescioError ? error.code : String(error);
  } finally {
    clearInterval(timer);
  }
}
