import type { Store } from "../state/store.js";
import { problemOfPassed } from "./problems-pass.js";

/** Finds out whether at most one in so many answers is wrong; the model then decides by the rule that keeps it. */
export async function findPromise(
  oneIn: number,
  { state, dispatch, studio }: Pick<Store, "state" | "dispatch" | "studio">,
): Promise<void> {
  try {
    const { rule, ...found } = await studio.training.promise(oneIn);
    const name = state.model!.name;
    dispatch({ type: "loaded", model: await studio.answering.decideBy(rule, name) });
    dispatch({ type: "train", action: { type: "promise", promise: { oneIn, found, unmet: undefined } } });
  } catch (error) {
    const problem = problemOfPassed(error);
    if (problem.code !== "unmet") dispatch({ type: "failed", problem });
    const unmet = problem.message;
    dispatch({ type: "train", action: { type: "promise", promise: { oneIn, found: undefined, unmet } } });
  }
}
