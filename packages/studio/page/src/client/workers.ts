import { wrap, type Remote } from "comlink";
import type { StudioWorker } from "../engine/worker.js";
import { passProblems, problemOfPassed } from "./problems-pass.js";

passProblems(problemOfPassed);

/** Starts a worker of the page. */
export function startWorker(): Remote<StudioWorker> {
  return wrap<StudioWorker>(
    new Worker(new URL("../engine/worker.ts", import.meta.url), { type: "module", name: "nescio" }),
  );
}
