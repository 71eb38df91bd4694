import { NescioError } from "../errors.js";
import { randomStream } from "../math/streams.js";
import type { Dataset, Labels } from "./dataset.js";

export interface SplitOptions {
  /** Unsigned 32-bit: the same seed gives the same parts. */
  readonly seed: number;
  /**
   * The group of each image: images of one thing (a person, a page, a video), which all go to the same part. Default: every
   * image stands for itself.
   */
  readonly groups?: readonly string[] | undefined;
  /** Whether every part must have images of every class. Default true. */
  readonly complete?: boolean | undefined;
}

/** What goes to one part together. */
interface Unit {
  readonly images: readonly number[];
  /** How many of which classes: of those that are there. */
  readonly counts: ReadonlyMap<number, number>;
}

/**
 * Parts the images of a labelled set at random, each class alike in all parts (stratified). With groups the parts' sizes are
 * those wanted as nearly as whole groups allow.
 *
 * Figures measured on one part then hold for images of the same kind, if images are exchangeable: if it made no difference
 * had the set come in another order. Several pictures of one thing are not, unless they stay together as a group.
 *
 * @param sizes How many images each part is to have, by its name; the first part takes what is left.
 * @returns The places of each part's images in the set, in random order.
 * @throws NescioError `invalid-data` without labels, or where a class has too few images (or groups) to be in every part that
 * wants any; `invalid-option` for sizes that the set does not have.
 */
export function splitImages<Part extends string>(
  dataset: Pick<Dataset, "name" | "count" | "labels" | "classes">,
  sizes: Readonly<Record<Part, number>>,
  { seed, groups, complete = true }: SplitOptions,
): Record<Part, Uint32Array> {
  const { name, count, labels, classes } = dataset;
  if (labels === undefined)
    throw invalidSet(name, "labels, so that each part has images of every class", "none");
  if (groups !== undefined && groups.length !== count) {
    throw invalidSet(name, `a group for each of the ${count} images`, `${groups.length} groups`);
  }
  const parts = Object.keys(sizes) as Part[];
  checkSizes(name, parts, sizes, count);
  const random = randomStream("split", seed, 0);
  const units = unitsOf(labels, groups);
  const totals = new Array<number>(classes.length).fill(0);
  for (const label of labels) totals[label]++;
  const chosen = new Map(parts.map((part) => [part, [] as number[]]));
  const wanted = parts.filter((part) => sizes[part] > 0);
  /** How many images of each class a part lacks. */
  const lacking = new Map(wanted.map((part) => [part, totals.map((total) => (total * sizes[part]) / count)]));
  // Large groups first, while there is a part that has room for them; images that stand alone in random order.
  const order = Array.from(random.permutation(units.length), (unit) => units[unit]).sort(
    (a, b) => b.images.length - a.images.length,
  );
  for (const { images, counts } of order) {
    const gain = (part: Part): number => {
      const missing = lacking.get(part)!;
      let sum = 0;
      for (const [c, of] of counts) sum += (of * missing[c]) / ((totals[c] * sizes[part]) / count);
      return sum;
    };
    const best = wanted.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    chosen.get(best)!.push(...images);
    const missing = lacking.get(best)!;
    for (const [c, of] of counts) missing[c] -= of;
  }
  if (complete) checkClasses(dataset, wanted, chosen, totals, groups !== undefined);
  const shuffled = parts.map((part, i) => {
    const images = chosen.get(part)!;
    const places = randomStream("split", seed, i + 1).permutation(images.length);
    return [part, Uint32Array.from(places, (place) => images[place])] as const;
  });
  return Object.fromEntries(shuffled) as Record<Part, Uint32Array>;
}

/** Images that stand alone, or groups. */
function unitsOf(labels: Labels, groups: readonly string[] | undefined): Unit[] {
  const members = new Map<string | number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const key = groups?.[i] ?? i;
    const unit = members.get(key);
    if (unit === undefined) members.set(key, [i]);
    else unit.push(i);
  }
  return [...members.values()].map((images) => {
    const counts = new Map<number, number>();
    for (const image of images) counts.set(labels[image], (counts.get(labels[image]) ?? 0) + 1);
    return { images, counts };
  });
}

function checkSizes<Part extends string>(
  name: string,
  parts: readonly Part[],
  sizes: Readonly<Record<Part, number>>,
  count: number,
): void {
  const wrong = parts.find((part) => !Number.isSafeInteger(sizes[part]) || sizes[part] < 0);
  const total = parts.reduce((sum, part) => sum + sizes[part], 0);
  if (wrong === undefined && total === count && sizes[parts[0]] > 0) return;
  throw new NescioError({
    code: "invalid-option",
    subject: `parts of "${name}"`,
    expected: `sizes that add up to its ${count} images, some of them for ${parts[0]}`,
    found: parts.map((part) => `${part} ${sizes[part]}`).join(", "),
  });
}

/** Whoever is measured on a part without a class measures something else. */
function checkClasses<Part extends string>(
  { name, labels, classes }: Pick<Dataset, "name" | "labels" | "classes">,
  parts: readonly Part[],
  chosen: ReadonlyMap<Part, readonly number[]>,
  totals: readonly number[],
  grouped: boolean,
): void {
  for (const part of parts) {
    const present = new Set(chosen.get(part)!.map((image) => labels![image]));
    const absent = totals.findIndex((total, c) => total > 0 && !present.has(c));
    if (absent < 0) continue;
    throw invalidSet(
      name,
      `enough images of every class for each part (${parts.join(", ")})`,
      `${totals[absent]} of class ${classes[absent]}, so that ${part} has none`,
      grouped
        ? "Groups stay whole: give more of them, or ask for fewer parts."
        : "Give more images of this class, or leave out what needs images of its own (--no-calibrate, --validation 0).",
    );
  }
}

function invalidSet(name: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "invalid-data", subject: `data set "${name}"`, expected, found, next });
}
