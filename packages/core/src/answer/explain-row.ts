import type { RowDataset } from "../data/dataset.js";
import { strangeColumns } from "../data/tables/strange-columns.js";
import type { TableReading } from "../data/tables/table-rows.js";
import type { FamiliarityScores } from "../familiarity/familiarity.js";

/** What of a model tells why a row is strange. */
export interface RowReader {
  readonly table?: TableReading | undefined;
  readonly rowNames?: readonly string[] | undefined;
}

/** Strange columns, and nearest rows, that are told of at most. */
const MOST = 3;
/** Of more columns, as of an embedding, none means anything by itself. */
const MOST_COLUMNS = 100;

/**
 * Why a row is unfamiliar, in words: what in it training had nothing like, or how strange it is, which columns make it so, and which
 * training rows are nearest.
 *
 * @param plain What is to be said of its p-value.
 */
export function explainStrangeRow(
  { table }: RowReader,
  rows: RowDataset,
  row: number,
  plain: () => string,
  nearest: readonly string[] | undefined,
): string {
  const unseen = unseenWords(rows, row);
  if (unseen !== "") return `unfamiliar: ${unseen}`;
  const tells = table !== undefined && table.columns.length <= MOST_COLUMNS;
  const strange = tells ? strangeWords(table, rows, row) : "";
  const near =
    nearest === undefined ? "" : `nearest in training: ${nearest.map((name) => `“${name}”`).join(", ")}`;
  return [plain(), strange, near].filter(Boolean).join("; ");
}

function unseenWords({ unseen }: RowDataset, row: number): string {
  const cells = unseen?.get(row) ?? [];
  return cells
    .slice(0, MOST)
    .map(({ column, value }) =>
      value === null
        ? `${column} is missing, which in training it never was`
        : `${column} is “${value}”, which training never had`,
    )
    .join("; ");
}

function strangeWords(
  { columns }: TableReading,
  { values, columns: inputs }: RowDataset,
  row: number,
): string {
  const width = inputs.length;
  return strangeColumns(columns, values.subarray(row * width, (row + 1) * width))
    .slice(0, MOST)
    .map(({ column, value, usual: [least, most], deviations, isFarther }) => {
      const far = !isFarther ? "" : deviations > 0 ? "above " : "below ";
      return `${column} is ${far}${value}, in training ${+least.toPrecision(6)} to ${+most.toPrecision(6)}`;
    })
    .join("; ");
}

/** What the training rows are called that are nearest to a row; undefined where they have no names. */
export function nearestNames(
  { rowNames }: RowReader,
  { nearest }: Pick<FamiliarityScores, "nearest">,
  row: number,
): string[] | undefined {
  if (rowNames === undefined || nearest === undefined) return undefined;
  const { indices, each } = nearest;
  return Array.from(indices.subarray(row * each, row * each + Math.min(each, MOST)), (i) => rowNames[i]);
}
