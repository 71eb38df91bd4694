import type { Random } from "../../math/random.js";

export type Point = readonly [x: number, y: number];
/** Chains of points; of a solid, its outlines, closed. */
export type Lines = readonly (readonly Point[])[];

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** A few strokes anywhere in the unit square. */
export function anyStrokes(random: Random): Lines {
  return Array.from({ length: 1 + random.integer(3) }, () => anyStroke(random));
}

/** Straight, bent, round, or on upright and level lines as signs and letters have them. */
export function anyStroke(random: Random): readonly Point[] {
  switch (random.integer(4)) {
    case 0:
      return anyPoints(2 + random.integer(3), random);
    case 1:
      return smooth(anyPoints(3 + random.integer(4), random), false);
    case 2:
      return anyArc(random);
    default:
      return anyUpright(random);
  }
}

function anyPoints(count: number, random: Random): Point[] {
  return Array.from({ length: count }, () => [random.uniform(), random.uniform()]);
}

function anyArc(random: Random): Point[] {
  const [[x, y]] = anyPoints(1, random);
  const [wide, tall] = [between(random, 0.15, 0.5), between(random, 0.15, 0.5)];
  const from = between(random, 0, 2 * Math.PI);
  const length = between(random, 0.5, 2) * Math.PI;
  return Array.from({ length: 25 }, (_, i) => {
    const angle = from + (length * i) / 24;
    return [x + wide * Math.cos(angle), y + tall * Math.sin(angle)];
  });
}

function anyUpright(random: Random): Point[] {
  const halves = (): number => random.integer(3) / 2;
  let [x, y] = [halves(), halves()];
  const points: Point[] = [[x, y]];
  for (let left = 1 + random.integer(3); left > 0; left--) {
    if (random.uniform() < 0.5) x = halves();
    else y = halves();
    points.push([x, y]);
  }
  return points;
}

/**
 * Outlines of a solid about the unit square: a star or polygon of any number of corners, even or uneven, sharp or soft, perhaps
 * with a hole, perhaps two of them, perhaps stretched.
 */
export function anySolid(random: Random): Lines {
  const lines = [...anyStar([0.5, 0.5], random)];
  if (random.uniform() < 0.4) lines.push(...anyStar(anyPoints(1, random)[0], random).slice(0, 1));
  const stretch = random.uniform() < 0.5 ? 1 : between(random, 0.5, 1);
  const turn = between(random, 0, Math.PI);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return lines.map((line) =>
    line.map(([x, y]) => [cos * stretch * x - sin * y, sin * stretch * x + cos * y]),
  );
}

function anyStar([x, y]: Point, random: Random): Lines {
  const corners = 3 + random.integer(6);
  const inner = between(random, 0.3, 1);
  const uneven = random.uniform() < 0.5 ? 0 : between(random, 0, 0.5);
  const start = between(random, 0, 2 * Math.PI);
  const isPolygon = inner > 0.9;
  const steps = isPolygon ? corners : 2 * corners;
  const points = Array.from({ length: steps }, (_, i): Point => {
    const angle = start + (2 * Math.PI * (i + uneven * (random.uniform() - 0.5))) / steps;
    const reach = 0.5 * (isPolygon || i % 2 === 0 ? 1 : inner) * (1 - uneven * random.uniform());
    return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
  });
  const outline = random.uniform() < 0.3 ? smooth(points, true) : [...points, points[0]];
  if (random.uniform() >= 0.3) return [outline];
  const hole = between(random, 0.3, 0.75);
  return [outline, outline.map(([a, b]) => [x + hole * (a - x), y + hole * (b - y)])];
}

/** A curve through all points (Catmull & Rom 1974), in short straight pieces. */
function smooth(points: readonly Point[], closed: boolean): Point[] {
  const n = points.length;
  const at = (i: number): Point => points[closed ? (i + n) % n : Math.min(n - 1, Math.max(0, i))];
  const curve: Point[] = [];
  for (let i = 0; i < (closed ? n : n - 1); i++) {
    for (let step = 0; step < 8; step++) {
      const t = step / 8;
      const axis = (k: 0 | 1): number => {
        const [p, q, r, s] = [at(i - 1)[k], at(i)[k], at(i + 1)[k], at(i + 2)[k]];
        return q + 0.5 * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
      };
      curve.push([axis(0), axis(1)]);
    }
  }
  return [...curve, at(closed ? 0 : n - 1)];
}

/** Lines scaled so that the larger side of their box is `extent`, and moved so that its middle is at `middle`. */
export function fitted(lines: Lines, extent: number, middle: Point): Lines {
  const box = ([0, 1] as const).map((axis) => {
    const values = lines.flatMap((line) => line.map((point) => point[axis]));
    return [Math.min(...values), Math.max(...values)] as const;
  });
  const scale = extent / Math.max(...box.map(([low, high]) => high - low), 1e-6);
  return lines.map((line) =>
    line.map(([x, y]) => {
      const moved = [x, y].map(
        (value, axis) => middle[axis] + scale * (value - (box[axis][0] + box[axis][1]) / 2),
      );
      return [moved[0], moved[1]];
    }),
  );
}
