import {
  mutualInformation,
  predictiveEntropy,
  selectImages,
  type Answer,
  type Dataset,
  type Model,
  type Posterior,
  type Read,
  type RowDataset,
} from "@nescio/core";
import { agreedAnswer, answerAssessed, assess, joinDatasets, type Assessment } from "@nescio/core/internal";
import { failureOf } from "./failure.js";
import type { BatchPart, PartResult } from "./messages.js";
import { predictedOf, type Measured } from "./predicted-of.js";
import type { Predicted } from "./prediction.js";
import { imagesOf, readImages, readRows } from "./read-inputs.js";

/** What is read of a part: pictures, or rows; or why it cannot be. */
type ReadPart =
  { readonly reads: readonly Read[] } | { readonly rows: RowDataset } | { readonly error: unknown };

/**
 * What a model says of parts of several requests, in one go: of each what it says of it alone, to the bit. What is wrong with one of
 * them does not concern the others.
 *
 * @param few Most inputs whose memory is kept for the next ones.
 */
export async function answerParts(
  model: Model,
  parts: readonly BatchPart[],
  few: number,
): Promise<PartResult[]> {
  const read: ReadPart[] = [];
  for (const { inputs } of parts) read.push(await readPart(model, inputs));
  const measured =
    model.network.input.length === 3
      ? await measureImages(model, read, few)
      : await measureRows(model, read, few);
  let next = 0;
  return read.map((part, i): PartResult => {
    if ("error" in part) return { failure: failureOf(part.error) };
    const count = parts[i].inputs.length;
    const own = measured.slice(next, (next += count));
    return { predicted: own.map((one): Predicted => predictedOf(model, one, parts[i].keep)) };
  });
}

/** Whether what is said of an input depends on which others come with it: then each comes alone. */
function samplesByPlace({ posterior }: { readonly posterior: Posterior }): boolean {
  return posterior.samplesByPlace === true;
}

async function readPart(model: Model, inputs: BatchPart["inputs"]): Promise<ReadPart> {
  try {
    if (model.network.input.length === 3) return { reads: await readImages(model, inputs) };
    return { rows: readRows(model, inputs) };
  } catch (error) {
    return { error };
  }
}

async function measureImages(model: Model, read: readonly ReadPart[], few: number): Promise<Measured[]> {
  const reads = read.flatMap((part) => ("reads" in part ? part.reads : []));
  if (reads.length === 0) return [];
  if (samplesByPlace(model)) {
    const each: Measured[] = [];
    for (const one of reads) each.push(...(await measureReads(model, [one], few)));
    return each;
  }
  return measureReads(model, reads, few);
}

async function measureReads(model: Model, reads: readonly Read[], few: number): Promise<Measured[]> {
  const images = imagesOf(model, reads);
  const { answers, at } = await answered(model, images, few);
  let from = 0;
  return reads.map((read) => {
    const place = from;
    from += 1 + read.views.length;
    const answer = agreedAnswer(read, answers.slice(place, from));
    return { ...at(place), answer, hints: answer.hints };
  });
}

async function measureRows(model: Model, read: readonly ReadPart[], few: number): Promise<Measured[]> {
  const parts = read.flatMap((part) => ("rows" in part ? [part.rows] : []));
  if (parts.length === 0) return [];
  const rows = parts.length === 1 ? parts[0] : joinDatasets(parts);
  const each = samplesByPlace(model)
    ? Array.from({ length: rows.count }, (_, i) => selectImages(rows, [i]))
    : [rows];
  const measured: Measured[] = [];
  for (const some of each) {
    const { answers, at } = await answered(model, some, few);
    measured.push(...answers.map((answer, i) => ({ ...at(i), answer, hints: [] })));
  }
  return measured;
}

async function answered(
  model: Model,
  inputs: Dataset,
  few: number,
): Promise<{ answers: Answer[]; at: (place: number) => Omit<Measured, "answer" | "hints"> }> {
  const { samples = 100 } = model;
  const assessment = await assess(model, inputs, { samples, threads: 1, few });
  const answers = answerAssessed(model, inputs, assessment, model.rule);
  return { answers, at: figuresAt(assessment) };
}

function figuresAt({
  predictive,
  scores,
}: Assessment): (place: number) => Omit<Measured, "answer" | "hints"> {
  const entropy = predictiveEntropy(predictive);
  const information = mutualInformation(predictive);
  const { samples, classes, logProbs } = predictive;
  const size = samples * classes;
  return (place) => ({
    entropy: entropy[place],
    mutualInformation: information[place],
    logProbs: logProbs.subarray(place * size, (place + 1) * size),
    samples,
    score: scores?.scores[place],
    pValue: scores?.pValues[place],
    nearest: scores?.nearest?.indices.subarray(
      place * scores.nearest.each,
      (place + 1) * scores.nearest.each,
    ),
  });
}
