import { NescioError, trainingImages, type Model, type RowDataset } from "@nescio/core";
import { readLabelledRows, type TargetOptions } from "../rows/read-model-rows.js";
import { heldOutOf, type OwnData } from "./own-data.js";

/**
 * The table that a model was trained on, read as its training read it.
 *
 * @throws NescioError `invalid-data` for another table; as `readLabelledRows`.
 */
export async function ownRows(
  model: Model,
  path: string,
  target: TargetOptions,
  signal: AbortSignal,
): Promise<OwnData<RowDataset>> {
  const training = model.training!;
  const read = await readLabelledRows(path, model, target, signal);
  const seen = training.data.find(({ sources }) =>
    sources.some(({ sha256 }) => read.sources?.some((source) => source.sha256 === sha256)),
  );
  // Models of earlier versions do not say what file it was.
  const isOld = training.data.every(({ sources }) => sources.length === 0);
  if (seen === undefined && !(isOld && read.count === training.total)) {
    throw new NescioError({
      code: "invalid-data",
      subject: path,
      expected: `the table that the model was trained on ("${training.dataset}")`,
      found: isOld
        ? `${read.count} rows, where training had ${training.total ?? "others"}`
        : "one with another checksum",
      next: "What it learned from that table would be forgotten; to learn from another, train anew: nescio train TABLE.",
    });
  }
  const { name, sources } = seen ?? training.data[0];
  const whole = { ...read, name, sources };
  return { whole, training: trainingImages(training, whole), heldOut: heldOutOf(model, whole) };
}
