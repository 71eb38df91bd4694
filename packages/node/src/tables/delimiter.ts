/** What stands between the cells of a CSV file. */
export type Delimiter = "," | ";" | "\t";

/**
 * The delimiter of a table's first line: the one that is there most often outside quotes; a comma where none is. Commas
 * between digits do not count where there is another one, so that `3,14;2,72` has two cells.
 */
export function findDelimiter(line: string): Delimiter {
  const bare = line.replace(/"[^"]*(?:"|$)/g, "");
  const count = (text: string, delimiter: string): number => text.split(delimiter).length - 1;
  const others = (["\t", ";"] as const).map((delimiter) => ({ delimiter, times: count(bare, delimiter) }));
  const other = others.reduce((most, next) => (next.times > most.times ? next : most));
  if (other.times === 0) return ",";
  const commas = count(bare.replace(/\d,(?=\d)/g, ""), ",");
  return commas > other.times ? "," : other.delimiter;
}
