import type { CellTable, TableFindings, TableTarget } from "@nescio/core";
import { describeColumns, networkName, printable, type ColumnDescription } from "@nescio/core/internal";
import { formatCount } from "../format.js";
import { formatTable } from "../ui.js";
import { countsText, percent, promiseSentence } from "./findings.js";
import { describeMeasure } from "./training-progress.js";

/** Columns and classes that are shown one by one. */
const MOST = 24;

const short = (value: number): string => String(+value.toPrecision(4));

/** "iris.csv: 150 rows of 4 columns, in 3 classes: setosa (50), …" */
export function describeTable(
  { name, count, columns }: CellTable,
  { column, classes, labels }: TableTarget,
): string {
  const others = columns.length - (column === undefined ? 0 : 1);
  return printable(
    `${name}: ${formatCount(count)} rows of ${formatCount(others)} columns, in ${classes.length} classes: ${countsText(classes, labels)}`,
  );
}

/** What was learned of the columns, as a table, and what was noticed. */
export function columnsText({ table, notices }: TableFindings, bold: (text: string) => string): string {
  const columns = describeColumns(table.columns);
  const rows = columns
    .slice(0, MOST)
    .map((column) => [
      printable(column.name),
      column.type,
      rangeOf(column),
      column.missing ? "some" : "none",
    ]);
  const titles = ["COLUMN", "TYPE", "IN TRAINING", "MISSING"].map((title) => ({ title }));
  const more = columns.length > MOST ? [`… and ${formatCount(columns.length - MOST)} more columns`] : [];
  return [formatTable(titles, rows, bold), ...more, ...notices.map(({ message }) => printable(message))].join(
    "\n",
  );
}

function rangeOf({ range, mean, deviation, values }: ColumnDescription): string {
  if (range !== undefined) {
    return `${short(range[0])} to ${short(range[1])}, mean ${short(mean!)}, deviation ${short(deviation!)}`;
  }
  const few = values!.slice(0, 6).map(printable).join(", ");
  return `${few}${values!.length > 6 ? `, … (${values!.length})` : ""}`;
}

/** What was found and what is promised, in sentences; the classes as a table. */
export function tableFindingsText(findings: TableFindings, bold: (text: string) => string): string[] {
  const { parts, validation, network, settings, choice, calibration } = findings;
  const { posterior, members, epochs, prior } = settings;
  const whole = parts.validation + parts.familiarity + parts.promise === 0;
  const lines = [
    partsText(findings, whole),
    `recipe: network ${networkName(network)}, ${posterior}${members > 1 ? ` of ${members}` : ""}, ${epochs} epochs, ` +
      `prior scale ${short(prior.scale)}`,
  ];
  if (choice !== undefined) lines.push(choiceText(choice));
  if (validation !== undefined) {
    lines.push(`${whole ? "rows left out in turn" : "rows held out"}: ${describeMeasure(validation)}`);
  }
  lines.push("", classesText(findings, bold));
  if (calibration !== undefined) lines.push("", ...promiseText(calibration));
  return lines;
}

/** What the rows were for; `whole`: all were trained on. */
function partsText({ parts, calibration }: TableFindings, whole: boolean): string {
  const [training, validation, familiarity, promise] = [
    ...[parts.training, parts.validation, parts.familiarity, parts.promise],
  ].map(formatCount);
  if (whole) {
    const how = "; what follows was found by training again without a part of them, in turn";
    return `trained on all ${training} rows${calibration === undefined ? "" : how}`;
  }
  if (calibration === undefined) return `trained on ${training} rows; ${validation} were held out`;
  return (
    `trained on ${training} rows; ${familiarity} calibrated familiarity, these and ${validation} more chose the threshold, ` +
    `${promise} the promise`
  );
}

function choiceText({
  chosen,
  logLikelihoods: { linear, hidden },
}: NonNullable<TableFindings["choice"]>): string {
  const [a, b] = [linear, hidden].map((value) => value.toFixed(1));
  return (
    `chosen: ${chosen === "linear" ? "a linear network" : "a hidden layer"}; log-likelihood of rows left out ` +
    `${a} nats linear, ${b} with a hidden layer`
  );
}

function classesText({ classes }: TableFindings, bold: (text: string) => string): string {
  const rows = classes
    .slice(0, MOST)
    .map(({ name, rows: count, seen }) => [
      printable(name),
      formatCount(count),
      seen === undefined || seen.rows === 0
        ? "–"
        : `${percent(seen.right / seen.rows)} of ${formatCount(seen.rows)}`,
    ]);
  const columns = [
    { title: "CLASS" },
    { title: "ROWS", align: "right" as const },
    { title: "RIGHT, OF ROWS NOT TRAINED ON", align: "right" as const },
  ];
  const more = classes.length > MOST ? `\n… and ${formatCount(classes.length - MOST)} more classes` : "";
  return formatTable(columns, rows, bold) + more;
}

function promiseText({
  images,
  answered,
  wrong,
  errorBound,
  confidence,
  refused,
  alpha,
}: NonNullable<TableFindings["calibration"]>): string[] {
  return [
    `Of rows like these it answers ${percent(answered / images)} (${formatCount(answered)} of ${formatCount(images)}; ` +
      `${formatCount(wrong)} wrong).`,
    promiseSentence(errorBound, confidence, "rows"),
    `As unfamiliar it refuses about ${percent(alpha)} of rows like these, and ${percent(refused.shuffled)} of rows whose ` +
      `columns were shuffled, each by itself.`,
  ];
}
