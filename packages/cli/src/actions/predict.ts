import {
  answerRead,
  encodeRule,
  formatReading,
  formatRule,
  NescioError,
  parseRule,
  readCharacters,
  readPicture,
  type Model,
  type Picture,
  type Read,
  type Rule,
} from "@nescio/core";
import {
  imageInput,
  checkRuleOf,
  defaultReading,
  largestPicture,
  orAborted,
  readingFor,
  ruleKindOf,
  throwIfAborted,
} from "@nescio/core/internal";
import { contactSheet, decodePicture, writeFileAtomic } from "@nescio/node";
import type { ReadingOptions } from "../reading-options.js";
import type { CommandContext } from "../run-command.js";
import { pictureFiles } from "./picture-files.js";
import { ruleInForce, samplesOf } from "./promises.js";
import { csvOf, textOf, type PictureRow } from "./predict-output.js";

/** What the command takes, beyond what all share. */
export interface PredictOptions extends ReadingOptions {
  model: string;
  split?: boolean;
  show?: string;
  csv?: boolean;
  samples?: number;
  rule?: string;
}

type Context = CommandContext<PredictOptions>;

/** More pictures than one looks at, and a sheet's height in bounds; of large ones, as many as fit into the largest. */
const mostShown = 200;

/** Answers for pictures. */
export async function predict(context: Context, model: Model, given: string[]): Promise<void> {
  const { options, ui, signal, busy } = context;
  const wanted = options.rule === undefined ? undefined : parseRule(options.rule);
  const files = await pictureFiles(given);
  const rule = wanted ?? ruleInForce(ui, model, options.samples);
  checkRuleOf(model, rule);
  const samples = options.samples ?? samplesOf(model);
  const rows: PictureRow[] = [];
  const shown: { picture: Picture; reads: readonly Read[] }[] = [];
  const errors: NescioError[] = [];
  for (const file of files) {
    throwIfAborted(signal, "predicting");
    try {
      const picture = await orAborted(decodePicture(file), signal, "predicting");
      const reads = busy(() => readAs(picture, model, options));
      for (const [i, read] of reads.entries()) {
        const part = options.split === true ? i + 1 : undefined;
        rows.push(await ask(context, model, { rule, samples }, read, file, part));
      }
      const kept = shown.reduce((sum, { picture: { width, height } }) => sum + width * height, 0);
      const fits = shown.length < mostShown && kept + picture.width * picture.height <= largestPicture;
      if (options.show !== undefined && fits) shown.push({ picture, reads });
    } catch (error) {
      // A single picture's error is the command's.
      if (!(error instanceof NescioError) || error.code === "aborted" || files.length === 1) throw error;
      errors.push(error);
      rows.push({ file, error });
    }
  }
  await writeSheet(context, model, shown, files.length);
  say(context, model, rule, samples, rows);
  if (errors.length > 0) throw unread(errors, files.length);
}

function readAs(picture: Picture, model: Model, options: PredictOptions): readonly Read[] {
  const shape = imageInput(model.network);
  const { reading, ...how } = readingFor(model, options);
  return options.split === true
    ? readCharacters(picture, shape, reading, how)
    : [readPicture(picture, shape, reading, how)];
}

/** Each picture by itself, so that what is said of one does not depend on the others. */
async function ask(
  { options: { seed, threads }, signal }: Context,
  model: Model,
  how: { readonly rule: Rule; readonly samples: number },
  read: Read,
  file: string,
  part: number | undefined,
): Promise<PictureRow> {
  const given = await answerRead(model, read, { ...how, seed, threads, signal });
  const { decision, labels, set, probabilities, hints, box } = given;
  const quantiles = ruleKindOf(how.rule).statistic(how.rule) !== "mean";
  return {
    file,
    ...(part === undefined ? {} : { part, ...(box === undefined ? {} : { box }) }),
    kind: decision.kind,
    refused: given.refused,
    answer: decision.kind === "answer" ? labels[0] : null,
    candidates: labels,
    why: given.explanation,
    score: decision.score,
    ...(given.pValue === undefined ? {} : { familiarity: given.pValue }),
    ...(set === undefined ? {} : { set }),
    hints,
    probabilities: model.classes.map((name, c) => ({
      class: name,
      ...(quantiles ? { quantile: decision.probabilities[c] } : {}),
      mean: probabilities[c],
    })),
  };
}

async function writeSheet(
  { options: { show }, ui, signal }: Context,
  { network }: Model,
  shown: readonly { readonly picture: Picture; readonly reads: readonly Read[] }[],
  count: number,
): Promise<void> {
  if (show === undefined || shown.length === 0) return;
  const rows = shown.map(({ picture, reads }) => ({ picture, inputs: reads.map(({ pixels }) => pixels) }));
  await writeFileAtomic(show, await contactSheet(rows, imageInput(network)), { signal });
  const some =
    count > shown.length ? `, the first ${shown.length} of ${count} pictures that could be read` : "";
  ui.notice(`wrote ${show}${some}`);
}

function say(
  { options, ui }: Context,
  model: Model,
  rule: Rule,
  samples: number,
  rows: readonly PictureRow[],
): void {
  const { seed } = options;
  if (options.csv === true) {
    ui.result(undefined, () => csvOf(rows, model.classes));
    return;
  }
  const { reading = defaultReading, invert = false, background } = readingFor(model, options);
  const read = { reading: formatReading(reading), ...(invert && { invert }), background };
  const images = rows.map((row) => ("error" in row ? { file: row.file, error: row.error.toJSON() } : row));
  ui.result({ model: options.model, rule: encodeRule(rule), ...read, samples, seed, images }, () =>
    textOf(rows, { rule, samples, ruleText: formatRule(rule), invert, colors: ui.colors }),
  );
}

function unread(errors: readonly NescioError[], count: number): NescioError {
  const names = errors.slice(0, 3).map(({ subject }) => subject);
  const more = errors.length > names.length ? ` and ${errors.length - names.length} more` : "";
  return new NescioError({
    code: errors[0].code,
    subject: "pictures",
    expected: `all ${count} to be read`,
    found: `${errors.length} that could not be: ${names.join(", ")}${more}`,
    next: "The others have their answers above.",
  });
}
