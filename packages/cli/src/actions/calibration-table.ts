import type { Rule } from "@nescio/core";
import { formatCount } from "../format.js";
import { formatTable, type Ui } from "../ui.js";

/** What a calibration found, as `--json` prints it. */
export interface CalibrationOutcome {
  /** The file written. */
  readonly model: string;
  readonly rule: Rule;
  readonly trainingImages: number;
  /** Images that calibrated familiarity, 0 where it was left as it was, and those that chose the threshold. */
  readonly familiarityImages: number;
  readonly calibrationImages: number;
  /** Share of the latter that is unfamiliar. */
  readonly unfamiliar?: number;
  /** What the prediction sets are on them. */
  readonly sets?:
    | {
        /** Share of the sets with the true class. */
        readonly covered: number;
        readonly meanSize: number;
        /** Shares of the sets with one class and with none. */
        readonly single: number;
        readonly empty: number;
      }
    | undefined;
}

/** The contract, what was found on the calibration images, and what is promised. */
export function calibrationTable(
  { rule, calibrationImages, unfamiliar, sets }: CalibrationOutcome,
  { colors }: Pick<Ui, "colors">,
  things: "images" | "rows" = "images",
): string {
  const rows: string[][] = [];
  const { calibration } = rule;
  if (calibration !== undefined) {
    const { contract, answered, error, images } = calibration;
    const count = Math.round(answered * images);
    const wrong = `${percent(error)} (${formatCount(Math.round(error * count))} of ${formatCount(count)})`;
    if ("maxError" in contract) {
      rows.push([
        "errors among the answered",
        `at most ${percent(contract.maxError)}`,
        wrong,
        `at most ${percent(contract.maxError)}, with ${percent(contract.confidence)} confidence`,
      ]);
      rows.push(["refused, for all reasons", "", percent(1 - answered), ""]);
    } else {
      const most = `at most ${percent(contract.maxRefusal)}`;
      rows.push(["refused, for all reasons", most, percent(1 - answered), `${most} on average`]);
      rows.push(["errors among the answered", "", wrong, ""]);
    }
  }
  if (rule.alpha !== undefined && unfamiliar !== undefined) {
    const most = `at most ${percent(rule.alpha)}`;
    rows.push(["unfamiliar", most, percent(unfamiliar), `${most} on average`]);
  }
  if (rule.sets !== undefined && sets !== undefined) {
    const least = `at least ${percent(rule.sets.coverage)}`;
    rows.push([
      `sets (${rule.sets.method}) with the true class`,
      least,
      percent(sets.covered),
      `${least} on average`,
    ]);
    rows.push(["classes in a set", "", sets.meanSize.toFixed(3), ""]);
    rows.push(["sets with one class", "", percent(sets.single), ""]);
    if (sets.empty > 0) rows.push(["sets with none", "", percent(sets.empty), ""]);
  }
  return formatTable(
    [
      { title: `GENUINE ${things.toUpperCase()}` },
      { title: "CONTRACT" },
      { title: `FOUND ON ${formatCount(calibrationImages)}` },
      { title: "PROMISED" },
    ],
    rows,
    colors.bold,
  );
}

/** Shares of a thousandth are what this is about. */
function percent(share: number): string {
  return `${+(100 * share).toPrecision(share < 0.5 ? 3 : 5)} %`;
}
