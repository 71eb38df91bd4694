import { heldOutImages, NescioError, type Dataset, type ImageDataset, type Model } from "@nescio/core";
import type { CommandContext } from "../../run-command.js";
import { knownTraining, loadTrained, trainingImagesAtHand } from "../training-images.js";

/** What a model was trained on before. */
export interface OwnData<D extends Dataset = Dataset> {
  /** As its training had it, in all its parts. */
  readonly whole: D;
  readonly training: D;
  /** What training has not seen; undefined where it has seen all. */
  readonly heldOut: D | undefined;
}

/**
 * The images that a model was trained on, where they are at hand: named by the user, or by the model and on this machine.
 *
 * @throws NescioError as `trainingImagesAtHand` for what the user named.
 */
export async function ownImages(
  context: CommandContext<object>,
  model: Model,
  named: string | undefined,
): Promise<OwnData<ImageDataset> | undefined> {
  const training = await trainingImagesAtHand(context, model, named);
  if (training === undefined) return undefined;
  const name = named ?? knownTraining(model)!;
  const whole = await loadTrained(context, model, name, { download: named !== undefined });
  return { whole, training, heldOut: heldOutOf(model, whole) };
}

/** What of its data a model has not seen, and nothing but a rule was chosen by. */
export function heldOutOf<D extends Dataset>(model: Model, whole: D): D | undefined {
  const familiarity = model.familiarity !== undefined;
  try {
    return heldOutImages(model, whole, { familiarity }).thresholds;
  } catch (error) {
    // It was trained on all of them, or too few were kept out: there is nothing to compare on.
    if (error instanceof NescioError && error.code === "invalid-model") return undefined;
    throw error;
  }
}
