import type { Calibration, ClassRiskContract, Found, Rule } from "@nescio/core";
import { printable } from "@nescio/core/internal";
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

/** How good prediction sets are on images with these labels. */
export function measureSets(
  sets: readonly number[][],
  labels: ArrayLike<number>,
): CalibrationOutcome["sets"] {
  const share = (condition: (set: number[], image: number) => boolean): number =>
    sets.filter(condition).length / sets.length;
  return {
    covered: share((set, image) => set.includes(labels[image])),
    meanSize: sets.reduce((sum, { length }) => sum + length, 0) / sets.length,
    single: share(({ length }) => length === 1),
    empty: share(({ length }) => length === 0),
  };
}

/** The contract, what was found on the calibration images, and what is promised. */
export function calibrationTable(
  { rule, calibrationImages, unfamiliar, sets }: CalibrationOutcome,
  { colors }: Pick<Ui, "colors">,
  { things, classes }: { readonly things: "images" | "rows"; readonly classes: readonly string[] },
): string {
  const rows: string[][] = [];
  const { calibration } = rule;
  if (calibration !== undefined) {
    const { contract, answered } = calibration;
    const wrong = wrongOf(calibration);
    if ("byClass" in contract) rows.push(...rowsByClass(calibration, contract, classes));
    else if ("maxError" in contract) {
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
  if (rule.alpha !== undefined && (unfamiliar !== undefined || things === "rows")) {
    const most = `at most ${percent(rule.alpha)}`;
    rows.push([
      "unfamiliar",
      most,
      unfamiliar === undefined ? "" : percent(unfamiliar),
      `${most} on average`,
    ]);
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

/** "0.4 % (3 of 750)" */
function wrongOf({ answered, error, images }: Found): string {
  const count = Math.round(answered * images);
  return `${percent(error)} (${formatCount(Math.round(error * count))} of ${formatCount(count)})`;
}

/** Classes that have a row of their own; of more, those that the most images are of. */
const MOST_CLASSES = 20;

function rowsByClass(
  { answered, byClass = [], others }: Calibration,
  contract: ClassRiskContract,
  classes: readonly string[],
): string[][] {
  const asked = new Map(contract.byClass.map(({ label, maxError }) => [label, maxError]));
  const shown = byClass.toSorted((a, b) => b.images - a.images).slice(0, MOST_CLASSES);
  const left = byClass.length - shown.length;
  const never = byClass.filter(({ errorBound }) => errorBound === undefined).length;
  const rows = byClass
    .filter((own) => shown.includes(own))
    .map((own) => {
      const most = `at most ${percent(asked.get(own.label)!)}`;
      const given = own.errorBound !== undefined;
      const name = `errors among those answered as ${printable(classes[own.label])}`;
      return [name, most, given ? wrongOf(own) : "never answered", given ? most : "no answer"];
    });
  if (left > 0)
    rows.push([`and of ${left} classes more`, "", never > 0 ? `${never} never answered` : "", ""]);
  if (others !== undefined) {
    const most = contract.others === undefined ? "" : `at most ${percent(contract.others)}`;
    rows.push(["errors among all other answers", most, wrongOf(others), most === "" ? "nothing" : most]);
  }
  rows.push(["all of these together", "", "", `with ${percent(contract.confidence)} confidence`]);
  rows.push(["refused, for all reasons", "", percent(1 - answered), ""]);
  return rows;
}

/** Shares of a thousandth are what this is about. */
function percent(share: number): string {
  return `${+(100 * share).toPrecision(share < 0.5 ? 3 : 5)} %`;
}
