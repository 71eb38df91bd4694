import { answer, glyphs, type Model } from "@nescio/core";
import type { CrewChoice, Entrant } from "./entrant.js";

/**
 * One image answered by a model of digits, with all its networks, familiarity and rule, as a program asks that has one
 * image at a time. The race's warm-up loads what later calls find in memory. Every call is a time of its own.
 *
 * @param crew One thread and the build that it takes by itself.
 * @param calls Of a run.
 */
export function nescioImage(model: Model, crew: CrewChoice, calls: number): Entrant {
  const digit = glyphs({ count: 1, seed: 1, kind: "digits" });
  const times = new Array<number>(calls);
  return {
    ...crew,
    subject: "image",
    runner: "nescio",
    flops: null,
    perRun: calls,
    run: async (signal) => {
      for (let i = 0; i < calls; i++) {
        const since = performance.now();
        await answer(model, digit, { threads: crew.threads, signal });
        times[i] = performance.now() - since;
      }
    },
    times: () => times,
    close: () => undefined,
  };
}
