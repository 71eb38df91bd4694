/** The page's worker: one of them answers, another one studies, another one trains. */
import { availableVariants, kernelModule } from "@nescio/core/internal";
import { expose } from "comlink";
import { Answering } from "./answering.js";
import { engineFacts } from "./engine-facts.js";
import { passProblems } from "../client/problems-pass.js";
import { problemOf } from "./problems.js";
import { Studying } from "./studying.js";
import { Training } from "./training.js";

export interface StudioWorker {
  readonly answering: Answering;
  readonly studying: Studying;
  readonly engineFacts: typeof engineFacts;
  readonly training: Training;
}

passProblems(problemOf);
// While the model is on its way. What is wrong with them, the first question will tell.
void Promise.resolve()
  .then(() => kernelModule(availableVariants()[0]))
  .catch(() => undefined);
const answering = new Answering();
expose({
  answering,
  studying: new Studying(),
  training: new Training(answering),
  engineFacts,
} satisfies StudioWorker);
