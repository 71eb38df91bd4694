import type { Group } from "./groups.js";

/** Groups in the order of reading: lines from top to bottom, in each from left to right. */
export function inLines(groups: readonly Group[]): Group[] {
  const lines: Group[][] = [];
  for (const group of [...groups].sort((a, b) => middle(a) - middle(b))) {
    const line = lines.find((candidate) => candidate.some((other) => onOneLine(group, other)));
    if (line === undefined) lines.push([group]);
    else line.push(group);
  }
  return lines.flatMap((line) =>
    line.sort((a, b) => a.box.left + a.box.width / 2 - b.box.left - b.box.width / 2),
  );
}

const middle = ({ box }: Group): number => box.top + box.height / 2;

/** Whether the middle of one lies within the height of the other. */
function onOneLine(a: Group, b: Group): boolean {
  return Math.abs(middle(a) - middle(b)) < 0.5 * Math.max(a.box.height, b.box.height);
}
