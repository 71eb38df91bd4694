import { heldOutImages, NescioError, type ImageDataset, type Model } from "@nescio/core";
import type { CommandContext } from "../../run-command.js";
import { knownTraining, loadTrained, trainingImagesAtHand } from "../training-images.js";

/** What a model was trained on before. */
export interface OwnData {
  /** As its training had it, in all its parts. */
  readonly whole: ImageDataset;
  readonly training: ImageDataset;
  /** What training has not seen; undefined where it has seen all. */
  readonly heldOut: ImageDataset | undefined;
}

/**
 * The data of a model's training, where it is at hand: named by the user, or by the model and on this machine.
 *
 * @throws NescioError as `trainingImagesAtHand` for what the user named.
 */
export async function ownData(
  context: CommandContext<object>,
  model: Model,
  named: string | undefined,
): Promise<OwnData | undefined> {
  const training = await trainingImagesAtHand(context, model, named);
  if (training === undefined) return undefined;
  const name = named ?? knownTraining(model)!;
  const whole = await loadTrained(context, model, name, { download: named !== undefined });
  return { whole, training, heldOut: heldOutOf(model, whole) };
}

function heldOutOf(model: Model, whole: ImageDataset): ImageDataset | undefined {
  const familiarity = model.familiarity !== undefined;
  try {
    return heldOutImages(model, whole, { familiarity }).thresholds;
  } catch (error) {
    // It was trained on all of them, or too few were kept out: there is nothing to compare on.
    if (error instanceof NescioError && error.code === "invalid-model") return undefined;
    throw error;
  }
}
