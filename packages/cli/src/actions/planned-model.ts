import { NescioError, type ImageDataset, type Network, type Reading, type Rule } from "@nescio/core";
import { checkModelSize, checkPlannedModel } from "@nescio/core/internal";
import type { TrainingOptions } from "../training-options.js";
import { namesNetwork, networkFor } from "./network-of.js";

/** What is settled about a model before its training. */
interface Plan {
  readonly rule?: Rule | undefined;
  readonly samples?: number | undefined;
  readonly reading?: Reading | undefined;
  /** Of `--network`. */
  readonly network?: Network | undefined;
}

/** The recipe's, where nobody says otherwise. */
const recipe = { posterior: "mixture", members: 3, mostEpochs: 200 } as const;

/** What half precision has room for. */
const mostHalf = 65_504;

/**
 * Throws where a model could not be stored once it is trained, or not be loaded again.
 *
 * @throws NescioError `invalid-option`.
 */
export function checkPlan(
  options: TrainingOptions & { readonly half?: boolean | undefined },
  dataset: ImageDataset,
  { network: given, rule, samples, reading }: Plan,
): void {
  checkHasLabels(dataset);
  // The recipe's own networks are small; any will do to check what else there is.
  const network = given ?? networkFor(options, dataset);
  checkPlannedModel({ rule, samples, reading, network, classes: dataset.classes });
  const { preset, posterior, members, half, initialScale } = options;
  if (half === true && initialScale !== undefined && initialScale > mostHalf) {
    throw new NescioError({
      code: "invalid-option",
      subject: "--half",
      expected: `an --initial-scale of at most ${mostHalf}, which half precision has room for`,
      found: String(initialScale),
    });
  }
  if (preset !== "auto" || (given === undefined && !namesNetwork(options))) return;
  checkModelSize(network, {
    posterior: posterior ?? recipe.posterior,
    members: members ?? (posterior === undefined ? recipe.members : undefined),
    epochs: options.epochs ?? recipe.mostEpochs,
  });
}

/** Throws `invalid-data` for images that nobody said the classes of. */
function checkHasLabels({ name, labels }: ImageDataset): void {
  if (labels !== undefined) return;
  throw new NescioError({
    code: "invalid-data",
    subject: `data set "${name}"`,
    expected: "labels to learn from",
    found: "images alone",
    next:
      "The labels of an IDX file lie beside it, labels-idx1 in the place of images-idx3, or are named behind it: " +
      "IMAGES+LABELS. A folder has one folder for each class: FOLDER/CLASS/IMAGE.png.",
  });
}

/** Throws where a rule asks for familiarity that the model will not have. */
export function checkFamiliarity(
  { preset, calibrate }: Pick<TrainingOptions, "preset"> & { readonly calibrate: boolean },
  rule: Rule | undefined,
): void {
  if (rule?.alpha === undefined || (preset === "auto" && calibrate)) return;
  throw new NescioError({
    code: "invalid-option",
    subject: "--rule",
    expected: "a rule without +familiarity, which this training does not find out",
    found: "one with it",
    next: "nescio calibrate adds familiarity to a model that was trained with --hold-out.",
  });
}
