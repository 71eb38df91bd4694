import type { Store } from "../state/store.js";
import { problemOfPassed } from "./problems-pass.js";

/** How model files are called. */
export const modelEnding = ".nescio";

/** Opens a model's file. Where it cannot be read, the page tells, and the model before stays. */
export async function openModel(
  file: File,
  { studio, dispatch }: Pick<Store, "studio" | "dispatch">,
): Promise<void> {
  try {
    dispatch({ type: "loaded", model: await studio.answering.load(file, file.name) });
  } catch (error) {
    dispatch({ type: "failed", problem: problemOfPassed(error) });
  }
}
