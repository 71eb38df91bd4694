import { inputValues, type Dataset, type Labels } from "../data/dataset.js";
import { NescioError } from "../errors.js";
import { outputCount, takesRows, type Network } from "../layers/network.js";
import { checkFits } from "../prediction/prediction.js";
import type { TrainingSettings } from "./settings.js";

/** The training data as the engine reads it. */
export interface TrainingInputs {
  readonly count: number;
  /** `[count, inputs]`: pixels, or numbers of rows. */
  readonly values: Uint8Array | Float32Array;
  /** Class of each input (categorical) … */
  readonly labels?: Labels;
  /** … or `[count, outputs]` (Gaussian). */
  readonly targets?: Float32Array;
}

/** A labelled data set as training inputs. Throws `invalid-data` where it does not fit the network. */
export function trainingInputs(network: Network, dataset: Dataset): TrainingInputs {
  const mismatch = (expected: string, found: string, next: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: `data set "${dataset.name}"`, expected, found, next });
  checkFits(network, dataset, "Choose a network for inputs of this shape.");
  if (dataset.labels === undefined) {
    throw mismatch("labels to learn from", "none", "Train on a labelled data set.");
  }
  if (dataset.classes.length !== outputCount(network)) {
    throw mismatch(
      `${outputCount(network)} classes (the network's outputs)`,
      `${dataset.classes.length}`,
      "Choose a network with one output for each class.",
    );
  }
  return { count: dataset.count, values: inputValues(dataset), labels: dataset.labels };
}

/**
 * The kernels trust what they are given: sizes, and labels as indices.
 * @param subject What errors call the inputs.
 */
export function checkInputs(
  network: Network,
  inputs: TrainingInputs,
  settings: TrainingSettings,
  subject = "training inputs",
): void {
  const { count, values, labels, targets } = inputs;
  const outputs = outputCount(network);
  const invalid = (expected: string, found: string): NescioError =>
    new NescioError({ code: "invalid-data", subject, expected, found });
  if (!Number.isInteger(count) || count < 1) throw invalid("at least one input", `${count}`);
  const size = network.input.reduce((a, b) => a * b, 1);
  if (values.length !== count * size) throw invalid(`${count} × ${size} values`, `${values.length}`);
  if (takesRows(network) !== values instanceof Float32Array) {
    throw invalid(takesRows(network) ? "rows of numbers" : "pixels", values.constructor.name);
  }
  if (settings.likelihood === "categorical") {
    if (labels?.length !== count || targets !== undefined) {
      throw invalid(`${count} labels and no targets`, `${labels?.length ?? "no"} labels`);
    }
    const outside = labels.findIndex((label) => label >= outputs);
    if (outside >= 0) throw invalid(`labels below ${outputs}`, `${labels[outside]} at input ${outside}`);
  } else {
    if (targets?.length !== count * outputs || labels !== undefined) {
      throw invalid(
        `${count} × ${outputs} real-valued targets and no labels (Gaussian likelihood)`,
        targets === undefined ? "no targets" : `${targets.length} targets`,
      );
    }
    if (!targets.every(Number.isFinite)) throw invalid("finite targets", "a value that is not");
  }
}
