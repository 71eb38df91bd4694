import type { ModelFacts } from "../engine/model-facts.js";
import type { OpenedFacts } from "../engine/opened-images.js";
import { grouped, list } from "./words.js";

/** What the page's own digits are to a model. */
export function digitsWords({ trainedOn }: Pick<ModelFacts, "trainedOn">): string {
  const what = "On 500 digits that a program draws in this page.";
  if (trainedOn?.startsWith("glyphs") === true) {
    return `${what} The model was trained on others that the same program drew.`;
  }
  return (
    `${what} They are not the handwriting that the model was trained on, and it refuses more of them; open labelled images, ` +
    "as those of MNIST’s test set, to see what it does on those."
  );
}

/** Which of the opened images are asked about. */
export function openedWords({
  name,
  images,
  labelled,
  trainedOn,
  heldOut,
  unseen,
  studied,
}: OpenedFacts): string {
  if (!labelled) {
    return `${name} has no labels to compare answers with: open the file of labels together with the images.`;
  }
  if (heldOut) {
    const some = studied < images ? `${grouped(studied)} of ` : "";
    return `On ${some}${grouped(images)} images of ${name} that were kept out of the model’s training.`;
  }
  const each = `its ${grouped(images)} images`;
  const which =
    unseen < images ? `of ${each} the ${grouped(unseen)} that were kept out of the model’s training` : each;
  const what = studied < unseen ? `${which}; ${grouped(studied)} of those, evenly spread` : which;
  const seen = trainedOn && unseen === images ? " The model was trained on these, so they flatter it." : "";
  return `On ${name}: ${what}.${seen}`;
}

/** What has to be opened for a model that the page has no images for. */
export function missingWords({ classes, input }: Pick<ModelFacts, "classes" | "input">): string {
  const some = classes.length > 6 ? [...classes.slice(0, 5), "so on"] : classes;
  return (
    "To see what a rule does, open images with labels that the model has not been trained on: of " +
    `${list(some)}, ${input.width}×${input.height}.`
  );
}
