import type { Rule } from "../../decision/rule.js";
import type { Familiarity } from "../../familiarity/familiarity.js";
import type { CalibrationFindings } from "../calibrate.js";

/** What a calibration on rows found. */
export interface RowCalibrationFindings extends Omit<CalibrationFindings, "refused"> {
  /** Share of rows refused as unfamiliar whose columns were shuffled, each by itself. */
  readonly refused: { readonly shuffled: number };
}

/** A rule for rows, and what is familiar. */
export interface RowCalibration {
  readonly rule: Rule;
  readonly familiarity: Familiarity;
  readonly findings: RowCalibrationFindings;
}
