const rows = ["upper", "", "lower"] as const;
const columns = ["left", "", "right"] as const;

/** Where a point lies in a picture, to follow "covered": "at the upper left", "in the middle". Shares of its sides. */
export function regionName(x: number, y: number): string {
  const third = (share: number): number => Math.min(2, Math.max(0, Math.floor(3 * share)));
  const [row, column] = [rows[third(y)], columns[third(x)]];
  if (row === "" && column === "") return "in the middle";
  if (row === "") return `on the ${column}`;
  if (column === "") return row === "upper" ? "at the top" : "at the bottom";
  return `at the ${row} ${column}`;
}
