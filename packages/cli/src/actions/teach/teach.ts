import { createHash } from "node:crypto";
import {
  encodeRule,
  forcedLabels,
  NescioError,
  selectImages,
  stabilised,
  type Dataset,
  type Model,
  type Rule,
  type Stabilised,
} from "@nescio/core";
import { isRows, networkName, takesRows } from "@nescio/core/internal";
import { loadModel } from "@nescio/node";
import { kindOf, readRegularFile } from "@nescio/node/internal";
import type { CommandContext } from "../../run-command.js";
import { precisionOf, predictAll } from "../calibration-data.js";
import { contractOf } from "../contract-options.js";
import { save, summary, timing } from "../finish-training.js";
import { checkNoTable } from "../table-options.js";
import { prepareOutputs } from "../outputs.js";
import { samplesOf } from "../promises.js";
import type { TrainOptions } from "../train.js";
import { changesOn, changesTable, type Change } from "./changes.js";
import { adviceText, outcomeText, type Outcome } from "./outcome.js";
import { learn } from "./learn.js";
import { lessonsOf, readReviews, type Lessons } from "./lessons.js";
import { ownImages, type OwnData } from "./own-data.js";
import { ownRows } from "./own-rows.js";
import { checkSample, promiseBy, type Sample, type Wanted } from "./promise.js";
import { inputsOfReviews } from "./review-inputs.js";
import { checkTeachOptions } from "./teach-options.js";
import { seenRows } from "../rows/seen-rows.js";

type Context = CommandContext<TrainOptions>;

/** `nescio train --continue MODEL --with REVIEWS`: a model learns from what reviewers have said. */
export async function teach(context: Context, data: string | undefined): Promise<void> {
  const { options, ui, signal } = context;
  const { path, reviews, dataset } = checkTeachOptions(options, data);
  const isFile = !reviews.includes("://") && (await kindOf(reviews)) === "file";
  await prepareOutputs({ "--out": options.out }, [path, isFile ? reviews : undefined], {
    regular: ["--out"],
  });
  const model = await loadModel(path);
  checkModel(model, path);
  if (!takesRows(model.network)) checkNoTable(options);
  const digest = createHash("sha256")
    .update(await readRegularFile(path))
    .digest("hex");
  const wanted = wantedOf(options, model);
  const lessons = lessonsOf(await readReviews(reviews, signal), model, digest);
  if (wanted?.asked === true) checkSample(lessons.sample.length, wanted.contract);
  const labelled = await inputsOfReviews(
    model,
    lessons.learned.map(({ record }) => record),
    { name: "reviews", labels: lessons.learned.map(({ label }) => label), signal },
  );
  const learned = isRows(labelled) ? seenRows(labelled) : labelled;
  if (learned === undefined) throw nothingSeen(labelled.count);
  const sample = await sampleOf(model, lessons, signal);
  const own = await ownData(context, model, dataset);
  if (own === undefined) {
    ui.notice(
      "the data of its training is not at hand: it learns from the reviews alone, and may forget; --dataset names the data",
    );
  }
  const source = { name: "reviews", digest: lessons.digest };
  const taught = await learn(context, { model, lessons: learned, source, own });

  const { rule, unmet } = await ruleOf(context, taught, sample, wanted);
  const after = { ...taught, rule };
  const half = options.half === true || (await precisionOf(path)) === "half";
  const { wrote, precision } = await save({ ...context, options: { ...options, half } }, after, undefined);

  const known = sample && settledOnly(sample);
  const sets = [known, own?.heldOut && { ...own.heldOut, name: `${own.heldOut.name}, held out` }];
  const changes: Change[] = [];
  for (const set of sets) {
    if (set !== undefined) changes.push(await changesOn(context, [model, after], set));
  }
  const advice = sample === undefined ? undefined : await adviceOn(context, [model, after], sample.inputs);
  const outcome: Outcome = {
    lessons: {
      ...{
        learned: learned.count,
        unsettled: lessons.unsettled,
        foreign: lessons.foreign,
        ofOthers: lessons.ofOthers,
        rate: lessons.rate,
      },
      sample: lessons.sample.length,
      unseen: labelled.count - learned.count,
      unsettledSample: lessons.sample.filter(({ label }) => label === undefined).length,
    },
    ...{ withOwnData: own !== undefined, changes, unmet, wanted, advice },
  };
  const { network } = after;
  ui.result(
    {
      ...{ model: options.out, network: networkName(network), training: after.training, precision },
      ...{ rule: encodeRule(rule), ...outcome, wanted: wanted?.contract, unmet: unmet?.toJSON() },
    },
    () =>
      [
        ...[summary(after), "", ...outcomeText(outcome, rule)],
        ...(changes.length === 0 ? [] : ["", changesTable(changes, ui)]),
        ...["", ...adviceText(advice), "", timing(after), wrote],
      ].join("\n"),
  );
  if (unmet !== undefined && wanted?.asked === true) {
    const { code, subject, expected, found, next = "" } = unmet;
    const where = `The model is in ${options.out}, and promises nothing.`;
    throw new NescioError({ code, subject, expected, found, next: `${next} ${where}`.trim(), cause: unmet });
  }
}

function checkModel(model: Model, path: string): void {
  if (model.training !== undefined) return;
  throw new NescioError({
    code: "invalid-model",
    subject: path,
    expected: "a model that says how it was trained",
    found: "one that does not",
  });
}

/** The data of the model's training, where it is at hand; of a table that is where somebody names it. */
async function ownData(
  context: Context,
  model: Model,
  named: string | undefined,
): Promise<OwnData | undefined> {
  if (!takesRows(model.network)) return ownImages(context, model, named);
  return named === undefined ? undefined : ownRows(model, named, context.options, context.signal);
}

function nothingSeen(count: number): NescioError {
  return new NescioError({
    code: "invalid-data",
    subject: "--with",
    expected: "rows whose cells are of kinds that training had",
    found: `${count} that all have others`,
    next: "Train anew with them in the table: nescio train TABLE.",
  });
}

/** What is asked for, else what the model promised. */
function wantedOf(options: TrainOptions, { rule, classes }: Model): Wanted | undefined {
  const { maxError, confidence = 0.99 } = options;
  if (maxError !== undefined) {
    const { contract } = contractOf({ maxError, confidence }, classes);
    return { contract: contract!, asked: true };
  }
  return rule.calibration === undefined ? undefined : { contract: rule.calibration.contract, asked: false };
}

async function sampleOf(model: Model, { sample }: Lessons, signal: AbortSignal): Promise<Sample | undefined> {
  if (sample.length === 0) return undefined;
  const records = sample.map(({ record }) => record);
  const inputs = await inputsOfReviews(model, records, { name: "sample of the traffic", signal });
  const labels = sample.map(({ label }) => label);
  if (!isRows(inputs) || inputs.unseen === undefined) return { inputs, labels };
  // Nothing is promised of those.
  const seen = seenRows(inputs);
  return seen && { inputs: seen, labels: labels.filter((_, place) => !inputs.unseen!.has(place)) };
}

/** The rule with its promise, or the one that there was without any, and why. */
async function ruleOf(
  context: Context,
  model: Model,
  sample: Sample | undefined,
  wanted: Wanted | undefined,
): Promise<{ rule: Rule; unmet: NescioError | undefined }> {
  if (wanted === undefined) return { rule: model.rule, unmet: undefined };
  try {
    checkSample(sample?.inputs.count ?? 0, wanted.contract);
    return { rule: await promiseBy(context, model, sample!, wanted.contract), unmet: undefined };
  } catch (error) {
    if (!(error instanceof NescioError) || error.code !== "unmet") throw error;
    return { rule: model.rule, unmet: error };
  }
}

/** Those whose label is settled, with it. */
function settledOnly({ inputs, labels }: Sample): Dataset | undefined {
  const places = labels.flatMap((label, i) => (label === undefined ? [] : [i]));
  if (places.length === 0) return undefined;
  const labelled = { ...inputs, labels: Uint32Array.from(labels, (label) => label ?? 0) };
  return { ...selectImages(labelled, places), name: "sample of the traffic, labelled" };
}

/** How far the classes changed on the traffic, by which more labels pay or do not; no label is needed for it. */
async function adviceOn(context: Context, models: readonly Model[], inputs: Dataset): Promise<Stabilised> {
  const predictions: Uint32Array[] = [];
  for (const model of models) {
    predictions.push(forcedLabels(await predictAll(context, model, inputs, samplesOf(model))));
  }
  return stabilised(predictions, { rounds: 1 });
}
