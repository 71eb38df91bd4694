import {
  calibrateOutputs as calibrate,
  encodeOutputRule,
  encodeRule,
  formatRule,
  NescioError,
  predictionSets,
  withTemperature,
  type CalibrationFeatures,
  type Measure,
  type Metric,
  type SetRule,
} from "@nescio/core";
import { writeFileAtomic } from "@nescio/node";
import { formatCount } from "../../format.js";
import type { CommandContext } from "../../run-command.js";
import { calibrationTable, measureSets } from "../calibration-table.js";
import { checkAsked, contractOf, type PromiseOptions } from "../contract-options.js";
import { prepareOutputs } from "../outputs.js";
import { kindOf, labelsOf, type OutputsOptions } from "./outputs-options.js";
import { featuresPlace, readFeatures, type FeaturesPlace } from "./features.js";
import { readLabelledOutputs, type LabelledOutputs } from "./read-outputs.js";

/** What `calibrate --predictions` takes, beyond what all share. */
export interface CalibrateOutputsOptions extends PromiseOptions, OutputsOptions {
  readonly features?: string;
  readonly reference?: string;
  readonly metric?: Metric;
  readonly alpha?: number;
  readonly temperature: boolean;
  readonly score: Measure;
  readonly sets: SetRule["method"];
  readonly out?: string;
}

/** A rule file for what another model says, by a file of what it said of rows that it was not trained on. */
export async function calibrateOutputs({
  options,
  ui,
  signal,
  busy,
}: CommandContext<CalibrateOutputsOptions>): Promise<void> {
  const { predictions, out = "rule.json", coverage } = options;
  checkAsked(options);
  const labels = labelsOf(options);
  const place = placeOf(options);
  const inputs = [predictions, options.reference, place && "file" in place ? place.file : undefined];
  await prepareOutputs({ "--out": out }, inputs, { regular: ["--out"] });
  const kind = kindOf(options);
  const { columns, classes, drop, members } = options;
  const featurePrefix = place && "prefix" in place ? place.prefix : undefined;
  const read = await readLabelledOutputs(predictions, {
    featurePrefix,
    kind,
    labels,
    columns,
    classes,
    drop,
    members,
    signal,
  });
  const { predictive } = read;
  const features = await featuresOf(options, place, read, signal);
  const rule = busy(() =>
    calibrate(predictive, read.labels, {
      ...{ classes: read.classes, columns: read.columns, kind, coverage },
      ...{ ...contractOf(options, read.classes), features },
      ...{ sets: options.sets, measure: options.score, temperature: options.temperature },
      ...{ dataset: predictions, seed: options.seed },
    }),
  );
  await writeFileAtomic(out, encodeOutputRule(rule), { signal });
  const { calibration } = rule.rule;
  const scaled = rule.temperature === undefined ? predictive : withTemperature(predictive, rule.temperature);
  const outcome = {
    model: out,
    rule: rule.rule,
    trainingImages: 0,
    familiarityImages: 0,
    calibrationImages: calibration?.images ?? predictive.images,
    ...(rule.rule.sets === undefined
      ? {}
      : { sets: measureSets(predictionSets(scaled, rule.rule.sets), read.labels) }),
  };
  const { temperature } = rule;
  const facts = { rows: predictive.images, classes: read.classes, temperature: temperature ?? null };
  ui.result(
    { rule: out, ...facts, ...encodeRule(rule.rule), ...(outcome.sets && { found: outcome.sets }) },
    () =>
      [
        calibrationTable(outcome, ui, { things: "rows", classes: read.classes }),
        "",
        `rule ${formatRule(rule.rule)}, ${formatCount(read.classes.length)} classes` +
          (temperature === undefined ? "" : `, probabilities at temperature ${temperature.toFixed(2)}`),
        `wrote ${out}: nescio decide NEW-ROWS --rule ${out}`,
      ].join("\n"),
  );
}

/** Where features are; undefined: nothing is said of any. Throws `invalid-option` for options that are about them alone. */
function placeOf(options: CalibrateOutputsOptions): FeaturesPlace | undefined {
  if (options.features !== undefined) return featuresPlace(options.features);
  const stray = (["reference", "metric", "alpha"] as const).find((name) => options[name] !== undefined);
  if (stray === undefined) return undefined;
  throw new NescioError({
    code: "invalid-option",
    subject: `--${stray}`,
    expected: "--features that it is about",
    found: "none",
  });
}

async function featuresOf(
  { reference, alpha, metric }: CalibrateOutputsOptions,
  place: FeaturesPlace | undefined,
  { features, featureColumns: columns }: LabelledOutputs,
  signal: AbortSignal,
): Promise<CalibrationFeatures | undefined> {
  if (place === undefined) return undefined;
  return {
    own: features ?? (await readFeatures("file" in place ? place.file : "", { signal })),
    reference: reference === undefined ? undefined : await readFeatures(reference, { columns, signal }),
    ...{ alpha, metric, columns },
  };
}
