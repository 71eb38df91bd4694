/**
 * Pearson's statistic of counts against expected ones. Cells are merged with those after them until at least five are
 * expected in each; the rest counts with the last.
 */
export function chiSquare(
  observed: readonly number[],
  expected: readonly number[],
): { statistic: number; degrees: number } {
  const cells: { observed: number; expected: number }[] = [];
  let cell = { observed: 0, expected: 0 };
  observed.forEach((count, i) => {
    cell = { observed: cell.observed + count, expected: cell.expected + expected[i] };
    if (cell.expected < 5) return;
    cells.push(cell);
    cell = { observed: 0, expected: 0 };
  });
  const last = cells.at(-1);
  if (last === undefined || cells.length < 2) throw new RangeError("expected at least two cells");
  last.observed += cell.observed;
  last.expected += cell.expected;
  const statistic = cells.reduce(
    (sum, each) => sum + (each.observed - each.expected) ** 2 / each.expected,
    0,
  );
  return { statistic, degrees: cells.length - 1 };
}

/** What the statistic exceeds with a probability of 1e-4 where the distribution is right (Wilson and Hilferty 1931). */
export function chiSquareCritical(degrees: number): number {
  const normalQuantile = 3.719016485;
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + normalQuantile * Math.sqrt(spread)) ** 3;
}
