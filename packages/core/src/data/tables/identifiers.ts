/** Names of columns that tell rows apart rather than describe them. */
const identifierName =
  /^(?:id|uuid|guid|index|idx|row|row ?names?|key|unnamed: ?\d+)$|[_\s.-](?:id|uuid|guid)$|[a-z](?:Id|ID|Uuid|UUID)$/;

/** Rows by which it can be told whether values count them. */
const LEAST_ROWS = 20;

/** Texts identify rows where this share of them, and more, have one of their own. */
const DISTINCT_SHARE = 0.9;

/** A column with such a name identifies rows where more than this share of them have a value of their own. */
const NAMED_SHARE = 0.2;

const byName = "its name says that it identifies rows";

function namesIdentifier(name: string): boolean {
  return identifierName.test(name) || identifierName.test(name.toLowerCase());
}

/**
 * Why a column of numbers tells rows apart rather than describes them, in words; undefined where it does not look like it.
 *
 * Whole numbers that are all different do where they lie close together (measured amounts of so many rows would repeat), or grow
 * or fall from row to row; less is asked of a column whose name says it.
 *
 * @param numbers In the order of the rows; NaN: missing.
 */
export function identifies(name: string, numbers: Float64Array): string | undefined {
  const seen = new Set<number>();
  let [min, max] = [Infinity, -Infinity];
  let [rising, falling, before] = [true, true, NaN];
  let present = 0;
  for (const x of numbers) {
    if (Number.isNaN(x)) continue;
    if (!Number.isInteger(x)) return undefined;
    present++;
    seen.add(x);
    min = Math.min(min, x);
    max = Math.max(max, x);
    rising &&= !(x <= before);
    falling &&= !(x >= before);
    before = x;
  }
  if (present < LEAST_ROWS) return undefined;
  if (namesIdentifier(name) && seen.size > NAMED_SHARE * present) return byName;
  if (seen.size < present) return undefined;
  if (max - min < 2 * present)
    return "its whole numbers are all different and close together, as those that count rows";
  return rising || falling
    ? "its whole numbers only grow or fall from row to row, as those that count rows"
    : undefined;
}

/** The same of a column of texts, by how many different ones its rows have. */
export function textsIdentify(name: string, distinct: number, present: number): string | undefined {
  if (present < LEAST_ROWS) return undefined;
  if (namesIdentifier(name) && distinct > NAMED_SHARE * present) return byName;
  return distinct >= DISTINCT_SHARE * present ? "nearly every row has a text of its own" : undefined;
}
