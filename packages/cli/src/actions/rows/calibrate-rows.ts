import { NescioError, selectImages, type Model, type RowDataset } from "@nescio/core";
import { calibratingImages, isSpreadChoice } from "@nescio/core/internal";
import { formatCount } from "../../format.js";
import type { CommandContext } from "../../run-command.js";
import { fit } from "../calibration-data.js";
import {
  alphaOf,
  checkAlpha,
  checkOwnAlpha,
  finishCalibration,
  kindOf,
  withFamiliarity,
  type ModelPromiseOptions,
} from "../calibration-rule.js";
import { contractOf } from "../contract-options.js";
import { readLabelledRows, readOtherRows, type TargetOptions } from "./read-model-rows.js";
import { seenRows } from "./seen-rows.js";

/** What calibrations of models of rows take, beyond what all share. */
export interface CalibrateRowsOptions extends ModelPromiseOptions, TargetOptions {
  /** Rows that training has not seen. */
  readonly heldOut?: string;
  /** Those that it has. */
  readonly trainingRows?: string;
  readonly out?: string;
}

/** How many rows calibrate familiarity at most: from there on its p-values are fine enough. */
const MOST_FOR_FAMILIARITY = 2000;

/**
 * Calibrates a model of rows on those that its training has not seen. Its familiarity is fitted anew where its training rows are
 * given, by every fifth of the held-out rows; the others choose the threshold.
 */
export async function calibrateRows(
  context: CommandContext<CalibrateRowsOptions>,
  before: Model,
  path: string,
): Promise<void> {
  const { options, signal } = context;
  const { heldOut, trainingRows, out = path } = options;
  if (heldOut === undefined) {
    throw missing("--held-out", "a table of labelled rows that training has not seen", "nothing");
  }
  const asked = contractOf(options, before.classes);
  const kind = options.familiarity ?? (trainingRows === undefined ? undefined : kindOf(before));
  const fits = kind !== undefined && kind !== "none";
  if (fits !== (trainingRows !== undefined)) throw unpaired(fits);
  const alpha = alphaOf(before, options, fits);
  const rows = await readLabelledRows(heldOut, before, options, signal);
  const parts = fits ? parted(rows) : { familiarity: undefined, thresholds: rows };
  let familiarity = kind === "none" ? undefined : before.familiarity;
  let training: RowDataset | undefined;
  if (fits) {
    const { count } = parts.familiarity!;
    const calibrating = calibratingImages(kind, count);
    checkAlpha(alpha!, "rows", calibrating, `${calibrating}, of ${count} set apart for familiarity`);
    training =
      options.labels === undefined
        ? await readLabelledRows(trainingRows!, before, options, signal)
        : await readOtherRows(trainingRows!, before, signal);
    familiarity = await fit(context, before, { ...parts, training }, kind);
  } else {
    checkOwnAlpha(options, before, "rows");
  }
  const thresholds = alpha === undefined ? withoutUnseen(context, parts.thresholds) : parts.thresholds;
  const model = withNames(withFamiliarity(before, familiarity), training);
  const found = { ...parts, training, thresholds, things: "rows" as const, fits, alpha };
  await finishCalibration(context, { path, out, before, model, asked }, found);
}

/** The model with the names of the rows that its familiarity was fitted to, which it numbers. */
function withNames(model: Model, training: RowDataset | undefined): Model {
  if (training === undefined) return model;
  const { rowNames: _, ...rest } = model;
  return training.names === undefined ? rest : { ...rest, rowNames: training.names };
}

/** Every fifth row for familiarity, the others for thresholds: a table may come sorted. */
function parted(rows: RowDataset): Record<"familiarity" | "thresholds", RowDataset> {
  const { count } = rows;
  const first = Math.min(MOST_FOR_FAMILIARITY, Math.ceil(count / 5));
  const pick = (familiarity: boolean): RowDataset => {
    const places = Array.from({ length: count }, (_, place) => place);
    return selectImages(
      rows,
      places.filter((place) => isSpreadChoice(place, first, count) === familiarity),
    );
  };
  if (count >= 2) return { familiarity: pick(true), thresholds: pick(false) };
  throw new NescioError({
    code: "invalid-data",
    subject: rows.name,
    expected: "held-out rows for familiarity, and others for the threshold",
    found: "1 row",
  });
}

/** Rows that a rule decides on: those with cells that training had nothing like are refused in any case. */
function withoutUnseen({ ui }: CommandContext<object>, rows: RowDataset): RowDataset {
  const { count, name } = rows;
  const seen = seenRows(rows);
  if (seen === rows) return rows;
  if (seen === undefined) {
    const expected = "rows whose cells are of kinds that training had";
    throw new NescioError({ code: "invalid-data", subject: name, expected, found: "none" });
  }
  const left = formatCount(count - seen.count);
  ui.notice(
    `${left} of ${formatCount(count)} rows have cells of kinds that training never had, and are left out.`,
  );
  return seen;
}

function unpaired(fits: boolean): NescioError {
  if (fits) {
    return missing(
      "--training-rows",
      "the table that the model was trained on, to fit familiarity to",
      "nothing",
    );
  }
  return missing("--training-rows", "familiarity that is fitted to them", "--familiarity none");
}

function missing(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-option", subject, expected, found });
}
