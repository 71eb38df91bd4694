import { createHash } from "node:crypto";
import { NescioError, type Model } from "@nescio/core";
import { settledLabel, trafficSample, type ReviewRecord } from "@nescio/server";
import { kindOf } from "@nescio/node/internal";
import { recordsOfFile } from "../reviews/import.js";
import { openQueue } from "../reviews/queue.js";

/** A review whose label is settled, and a class of the model. */
export interface Labelled {
  readonly record: ReviewRecord;
  readonly label: number;
}

/** What a queue has for a model. */
export interface Lessons {
  /** To be learned from. */
  readonly learned: readonly Labelled[];
  /** A random sample of the model's traffic, which is not learned from; the label is undefined where it is not settled. */
  readonly sample: readonly { readonly record: ReviewRecord; readonly label: number | undefined }[];
  /** With which each input of the traffic came into the sample; null: there is none. */
  readonly rate: number | null;
  /** Reviews that are neither, as their labels are not settled, or no classes of the model. */
  readonly unsettled: number;
  readonly foreign: readonly string[];
  /** How many reviews are of models of other names, and left out. */
  readonly ofOthers: number;
  /** SHA-256 of what is learned: of ids, inputs and labels. */
  readonly digest: string;
}

/** All reviews of a file of an export, a folder, a database or a service. */
export async function readReviews(address: string, signal: AbortSignal): Promise<ReviewRecord[]> {
  const records: ReviewRecord[] = [];
  if (!address.includes("://") && (await kindOf(address)) === "file") {
    for await (const page of recordsOfFile(address)) records.push(...page);
    return records;
  }
  const queue = await openQueue(address, { signal });
  try {
    for await (const page of queue.export()) records.push(...page);
  } finally {
    await queue.close();
  }
  return records;
}

/**
 * Parts a queue's reviews into those that the model learns from and the sample that is kept apart.
 *
 * @param digest SHA-256 of the model's file, as the reviews name it.
 * @throws NescioError `invalid-data` where there is nothing to learn from.
 */
export function lessonsOf(
  records: readonly ReviewRecord[],
  { classes }: Pick<Model, "classes">,
  digest: string,
): Lessons {
  const own = recordsOf(records, digest);
  const { rate, sample, others } = trafficSample(own, digest);
  const places = new Map(classes.map((name, label) => [name, label]));
  const labelOf = (record: ReviewRecord): number | undefined => places.get(settledLabel(record) ?? "");
  const learned = others.flatMap((record) => {
    const label = labelOf(record);
    return label === undefined ? [] : [{ record, label }];
  });
  const foreign = others.flatMap((record) => {
    const label = settledLabel(record);
    return label === null || places.has(label) ? [] : [label];
  });
  const unsettled = others.length - learned.length - foreign.length;
  if (learned.length === 0) {
    const kept = sample.length === 0 ? "" : `, ${sample.length} of them kept apart to promise by`;
    throw new NescioError({
      code: "invalid-data",
      subject: "--with",
      expected: "reviews whose label is settled, to learn from",
      found: `${own.length} reviews${kept}, of the others ${unsettled} without a settled label and ${foreign.length} of no class of the model`,
      next: "Label some: `nescio reviews list --state waiting` shows them.",
    });
  }
  return {
    ...{ learned, rate, unsettled, foreign },
    sample: sample.map((record) => ({ record, label: labelOf(record) })),
    ofOthers: records.length - own.length,
    digest: digestOf(learned),
  };
}

/**
 * The reviews of a model, and of those before it that were served by its name. What other models of the same queue were asked is
 * not this one's to learn, even where their classes are called alike.
 */
function recordsOf(records: readonly ReviewRecord[], digest: string): readonly ReviewRecord[] {
  const own = new Set(records.flatMap(({ model }) => (model.digest === digest ? [model.name] : [])));
  const names = new Set(records.map(({ model }) => model.name));
  if (own.size > 0) return records.filter(({ model }) => own.has(model.name));
  if (names.size <= 1) return records;
  throw new NescioError({
    code: "invalid-data",
    subject: "--with",
    expected: "reviews of one model, as none is of this file of it",
    found: `reviews of ${[...names].slice(0, 8).join(", ")}`,
    next: "Take the lines of one out of `nescio reviews export`: each names its model.",
  });
}

function digestOf(learned: readonly Labelled[]): string {
  const hash = createHash("sha256");
  for (const { record, label } of learned.toSorted((a, b) => (a.record.id < b.record.id ? -1 : 1))) {
    hash.update(`${record.id} ${label} ${record.input.bytes.length}\n`).update(record.input.bytes);
  }
  return hash.digest("hex");
}
