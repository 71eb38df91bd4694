import {
  encodeRule,
  formatRule,
  mostConfused,
  worstClasses,
  type CorruptionCurve,
  type Evaluation,
  type FigureFacts,
  type StoredRule,
} from "@nescio/core";
import {
  answersRight,
  inDistributionFigures,
  inDistributionReadings,
  outOfDistributionFigures,
  outOfDistributionReadings,
  printable,
} from "@nescio/core/internal";
import { writeFileAtomic } from "@nescio/node";
import { formatCount, formatDuration, formatShare } from "../format.js";
import type { Ui } from "../ui.js";
import { formatTable } from "../ui.js";

/** What is written alike stands together: shares, then the other numbers, then areas. */
const figures = Object.entries<FigureFacts>({ ...inDistributionFigures, ...outOfDistributionFigures });
const columns = (["share", "number", "area"] as const).flatMap((scale) =>
  figures.filter(([, figure]) => figure.shown.includes("table") && figure.scale === scale),
);

/** The figures of an evaluation as an aligned table, with a line on how they were made. */
export function evaluationTable(evaluation: Evaluation, ui: Ui): string {
  const { inDistribution, outOfDistribution, samples, rule, seed, things, prediction } = evaluation;
  const rows = [
    { set: inDistribution, readings: inDistributionReadings(inDistribution) },
    ...outOfDistribution.map((set) => ({ set, readings: outOfDistributionReadings(set) })),
  ];
  const right = "right" as const;
  const table = formatTable(
    [
      { title: (things ?? "images").toUpperCase() },
      { title: "COUNT", align: right },
      ...columns.map(([, { name, heading = name }]) => ({ title: heading.toUpperCase(), align: right })),
    ],
    rows.map(({ set, readings }) => [
      set.dataset,
      formatCount(set.images),
      ...columns.map(([column, { scale }]) => {
        const reading = readings.find(({ key }) => key === column);
        if (reading === undefined) return "";
        if (scale === "share") return formatShare(reading.value, 2);
        if (reading.value === null) return "–";
        return reading.value === Infinity ? "∞" : reading.value.toFixed(4);
      }),
    ]),
    ui.colors.bold,
  );
  const drawn =
    things === "rows"
      ? `${formatCount(prediction.images)} rows, ${samples === 1 ? "" : `${samples} samples of each, `}`
      : `${samples} networks drawn for each of ${formatCount(prediction.images)} images in ${formatDuration(prediction.seconds)}, `;
  const how = `${drawn}rule ${formatRule(rule)}, seed ${seed}`;
  return `${table}\n\n${ui.colors.dim([reasonsLine(evaluation), how].filter((line) => line !== "").join("\n"))}`;
}

/** Why images were refused, where there is more to say than that they were. */
function reasonsLine({ inDistribution, outOfDistribution }: Evaluation): string {
  const sets = [inDistribution, ...outOfDistribution];
  if (sets.every(({ reasons }) => reasons.ambiguous === 0 && reasons.unfamiliar === 0)) return "";
  const said = sets.map(({ dataset, reasons }) => {
    const parts = Object.entries({ ...reasons })
      .filter(([, share]) => share > 0)
      .map(([reason, share]) => `${reason} ${formatShare(share, 2)}`);
    return `${printable(dataset)} ${parts.length === 0 ? "none" : parts.join(", ")}`;
  });
  return `refused as: ${said.join("; ")}`;
}

/** Up to so many classes, all of them are listed. */
const mostClasses = 20;
/** Of more, so many: those that fare worst. */
const worstListed = 10;

/** What became of each class, or of the worst where there are many; a line on the pairs that are confused most. */
export function classTable({ inDistribution: { byClass } }: Evaluation, ui: Ui): string {
  const { classes, refused } = byClass;
  const right = "right" as const;
  const ofAnswers = answersRight(byClass);
  const some = classes.length > mostClasses;
  const listed = some ? worstClasses(byClass, worstListed) : classes.map((_, c) => c);
  const table = formatTable(
    [
      { title: "CLASS" },
      { title: "COUNT", align: right },
      { title: "REFUSED", align: right },
      { title: "WRONG", align: right },
      { title: "RIGHT WHEN ANSWERED", align: right },
      { title: "ANSWERS RIGHT", align: right },
      { title: "FORCED RECALL", align: right },
      { title: "FORCED PRECISION", align: right },
    ],
    listed.map((c) => {
      const { name, images, answered, right: correct, forcedRecall, forcedPrecision } = classes[c];
      return [
        shorten(name),
        formatCount(images),
        formatCount(refused[c]),
        formatCount(answered - correct),
        formatShare(answered === 0 ? null : correct / answered, 2),
        formatShare(ofAnswers[c], 2),
        formatShare(forcedRecall, 2),
        formatShare(forcedPrecision, 2),
      ];
    }),
    ui.colors.bold,
  );
  const pairs = mostConfused(byClass, 5).map(
    ({ label, answered, images }) =>
      `${shorten(classes[label].name)} answered as ${shorten(classes[answered].name)} (${formatCount(images)})`,
  );
  const notes = [
    ...(some ? [`the ${listed.length} of ${classes.length} classes with the lowest forced recall`] : []),
    ...(pairs.length > 0 ? [`most often wrong: ${pairs.join(", ")}`] : []),
  ];
  return notes.length === 0 ? table : `${table}\n\n${ui.colors.dim(notes.join("\n"))}`;
}

/** A name that leaves room for the figures beside it. */
function shorten(name: string): string {
  const letters = Array.from(printable(name));
  return letters.length > 24 ? `${letters.slice(0, 23).join("")}…` : letters.join("");
}

/** What became of accuracy and refusals on spoilt images, strength by strength. */
export function corruptionTable(curves: readonly CorruptionCurve[], ui: Ui): string {
  const right = "right" as const;
  return formatTable(
    [
      { title: "SPOILT BY" },
      { title: "STRENGTH", align: right },
      { title: "FORCED RIGHT", align: right },
      { title: "REFUSED", align: right },
      { title: "RIGHT WHEN ANSWERED", align: right },
    ],
    curves.flatMap(({ corruption, unit, points }) =>
      points.map(({ strength, forcedAccuracy, refused, accuracyOnAccepted }, i) => [
        i === 0 ? corruption : "",
        `${strength}${unit === "°" ? unit : unit === "" ? "" : ` ${unit}`}`,
        formatShare(forcedAccuracy, 2),
        formatShare(refused, 2),
        formatShare(accuracyOnAccepted, 2),
      ]),
    ),
    ui.colors.bold,
  );
}

/** An evaluation as JSON shows it. */
export function storedEvaluation(
  evaluation: Evaluation,
): Omit<Evaluation, "rule"> & { readonly rule: StoredRule } {
  return { ...evaluation, rule: encodeRule(evaluation.rule) };
}

/** Prints an evaluation: JSON to stdout for a bare `--json`, else the table; and JSON to the file that `--json` names. */
export async function reportFigures(
  ui: Ui,
  json: boolean | string | undefined,
  evaluation: Evaluation,
  render: () => string,
  signal: AbortSignal,
): Promise<void> {
  const stored = storedEvaluation(evaluation);
  if (typeof json === "string") {
    await writeFileAtomic(json, `${JSON.stringify(stored, null, 2)}\n`, { signal });
  }
  ui.result(stored, render);
}
