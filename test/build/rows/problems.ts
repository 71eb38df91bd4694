import { createDataset, type RowDataset } from "../../../packages/core/src/data/dataset.js";
import { Random } from "../../../packages/core/src/math/random.js";

/** Rows of a class and its columns, drawn one after another. */
export function drawnRows(
  count: number,
  classes: number,
  draw: (row: number) => readonly [label: number, ...columns: number[]],
): RowDataset {
  const drawn = Array.from({ length: count }, (_, row) => draw(row));
  return createDataset({
    name: "drawn",
    count,
    columns: drawn[0].slice(1).map((_, column) => `c${column + 1}`),
    values: Float32Array.from(drawn.flatMap(([, ...columns]) => columns)),
    labels: Uint8Array.from(drawn, ([label]) => label),
    classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
  });
}

/** Classes around points of their own, so far apart (in deviations) that they overlap: linear. */
export function gaussians(count: number, classes: number, distance: number, random: Random): RowDataset {
  return drawnRows(count, classes, (row) => {
    const angle = (2 * Math.PI * (row % classes)) / classes;
    const at = (centre: number): number => (distance / 2) * centre + random.normal();
    return [row % classes, at(Math.cos(angle)), at(Math.sin(angle))];
  });
}

/** A class by whether two numbers have one sign. */
export function xor(count: number, random: Random): RowDataset {
  return drawnRows(count, 2, () => {
    const [a, b] = [random.normal(), random.normal()];
    return [a * b > 0 ? 1 : 0, a, b];
  });
}

/** Two half circles, one in the other's hollow. */
export function moons(count: number, random: Random): RowDataset {
  return drawnRows(count, 2, (row) => {
    const angle = Math.PI * random.uniform();
    const noise = (): number => 0.1 * random.normal();
    return row % 2 === 0
      ? [0, Math.cos(angle) + noise(), Math.sin(angle) + noise()]
      : [1, 1 - Math.cos(angle) + noise(), 0.5 - Math.sin(angle) + noise()];
  });
}
