/** "a", "a and b", "a, b and c". */
export function list(parts: readonly string[], last = "and"): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} ${last} ${parts[parts.length - 1]}`;
}

/** "1,000". */
export function grouped(count: number): string {
  return count.toLocaleString("en");
}

/** A share in percent, with digits where they say something. */
export function percent(share: number): string {
  const value = 100 * share;
  const digits = value === 0 || value === 100 || (value >= 10 && value <= 90) ? 0 : 1;
  // What is not all is not said to be.
  const shown = share < 1 ? Math.min(value, 99.9) : value;
  return `${shown.toFixed(digits)} %`;
}
