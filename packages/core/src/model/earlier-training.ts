import { NescioError } from "../errors.js";
import type { ImageSplit, ModelTraining } from "./model.js";

/** What a training says of the one that it went on from; `earlier` undefined: of that nothing is known. */
export function continuedFrom(earlier: ModelTraining | undefined): NonNullable<ModelTraining["continued"]> {
  if (earlier === undefined) return {};
  const before = earlier.continued === undefined ? 0 : earlier.continued.epochs;
  return before === undefined ? {} : { epochs: before + earlier.epochs };
}

/** The data sets that a training and those before it have seen, its own first. */
export function seenData(
  own: ModelTraining["data"][number],
  earlier: ModelTraining | undefined,
): ModelTraining["data"] {
  const text = JSON.stringify(own);
  return [own, ...(earlier?.data ?? []).filter((data) => JSON.stringify(data) !== text)];
}

/**
 * What a training says was kept out of it has to have been kept out of the one before it, too: its calibration promises
 * something about images that the model has not seen.
 *
 * @throws NescioError `invalid-option` where the earlier training may have seen them.
 */
export function checkHeldOutOfBoth(
  own: Pick<ModelTraining, "data" | "heldOut" | "total" | "split">,
  earlier: ModelTraining | undefined,
): void {
  const { heldOut = 0, total, split } = own;
  if (heldOut === 0 && split === undefined) return;
  const unsure = (found: string): NescioError =>
    new NescioError({
      code: "invalid-option",
      subject: "facts of a model, what was held out",
      expected: "images that the training that it went on from has not seen either",
      found,
      next: "Part the data as the earlier training did, and hand over its facts as continues.",
    });
  if (earlier === undefined) throw unsure("an earlier training of which nothing is said");
  const [data] = own.data;
  const files = new Set(data.sources.map(({ sha256 }) => sha256));
  const isMet = ({ name, sources }: ModelTraining["data"][number]): boolean =>
    name === data.name || sources.some(({ sha256 }) => files.has(sha256));
  if (!earlier.data.some(isMet)) return;
  // How a data set was parted is known of the earlier training's own alone, which is the first.
  const isOwn = JSON.stringify(earlier.data[0]) === JSON.stringify(data);
  const isKept =
    split === undefined
      ? earlier.split === undefined && (earlier.heldOut ?? 0) >= heldOut && earlier.total === total
      : earlier.split !== undefined && partsOf(earlier.split) === partsOf(split);
  if (!isOwn || !isKept) throw unsure(`"${data.name}" parted in another way, or not at all`);
}

/** What decides the parts of a data set, as a text. */
function partsOf({ seed, training, validation, familiarity, promise, groupBy }: ImageSplit): string {
  return JSON.stringify([seed, training, validation, familiarity, promise, groupBy]);
}
