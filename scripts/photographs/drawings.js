// What is no digit: letters, scribbles, drawn objects. Strokes in a square of 28 by 28 units, written into its middle 20.
import { Random } from "nescio";

const stream = 990_002;

/**
 * Capitals whose shape no digit has, as strokes on a grid of 0 to 100. Left out: B (8, or 13 when open), D and O (0), G (6), I (1),
 * J and T (1 or 7), Q (0, 9), S (5), Z (2), L (1 when slanted, or the lower part of 2), C (an open 0 or 6), U and V (an open 0), P (9 mirrored).
 */
const letters = {
  A: ["10 100, 50 0, 90 100", "26 62, 74 62"],
  E: ["84 0, 18 0, 18 100, 84 100", "18 48, 70 48"],
  F: ["84 0, 20 0, 20 100", "20 46, 68 46"],
  H: ["14 0, 14 100", "86 0, 86 100", "14 50, 86 50"],
  K: ["18 0, 18 100", "82 0, 18 56, 86 100"],
  M: ["6 100, 14 0, 50 66, 86 0, 94 100"],
  N: ["14 100, 14 0, 86 100, 86 0"],
  R: ["20 100, 20 0, 66 0, 82 16, 80 36, 64 50, 20 50", "50 50, 84 100"],
  W: ["4 0, 26 100, 50 30, 74 100, 96 0"],
  X: ["12 0, 88 100", "88 0, 12 100"],
};

/** @typedef {[number, number][][]} Strokes */

/** A letter with the unsteadiness of a hand. */
export function letter(seed) {
  const random = new Random(seed, stream, 1);
  const names = Object.keys(letters);
  const name = names[Math.floor(random.uniform() * names.length)];
  return { name, strokes: hand(random, letters[name].map(pointsOf)) };
}

const pointsOf = (text) => text.split(", ").map((point) => point.split(" ").map(Number));

/** From a grid of 0 to 100 to units, with a slant, an aspect and points that are a little off. */
function hand(random, strokes) {
  const slant = 0.2 * (random.uniform() * 2 - 1);
  const aspect = 0.7 + 0.3 * random.uniform();
  const off = () => 3 * (random.uniform() * 2 - 1);
  return strokes.map((points) =>
    points.map(([x, y]) => {
      const [u, v] = [(x - 50 + off()) * aspect, y - 50 + off()];
      return [14 + (u - slant * v) * 0.2, 14 + v * 0.2];
    }),
  );
}

/** A line that goes to and fro without meaning anything. */
export function scribble(seed) {
  const random = new Random(seed, stream, 2);
  const turns = 7 + Math.floor(random.uniform() * 12);
  const points = Array.from({ length: turns }, () => [4 + 20 * random.uniform(), 4 + 20 * random.uniform()]);
  const strokes = [smooth(points)];
  if (random.uniform() < 0.3)
    strokes.push(
      smooth(Array.from({ length: 5 }, () => [4 + 20 * random.uniform(), 4 + 20 * random.uniform()])),
    );
  return { name: "scribble", strokes };
}

/** Catmull–Rom through the points. */
function smooth(points) {
  const at = (i) => points[Math.min(points.length - 1, Math.max(0, i))];
  return points.slice(1).flatMap((_, i) =>
    Array.from({ length: 16 }, (_, k) => {
      const t = k / 15;
      return [0, 1].map((axis) => {
        const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)].map((point) => point[axis]);
        return (
          0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3)
        );
      });
    }),
  );
}

const circle = (x, y, rx, ry, from = 0, to = 360) =>
  Array.from({ length: 40 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / 39) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });

const star = (corners, inner) =>
  Array.from({ length: 2 * corners + 1 }, (_, i) => {
    const angle = (i * Math.PI) / corners - Math.PI / 2;
    const r = i % 2 === 0 ? 50 : inner;
    return [50 + r * Math.cos(angle), 50 + r * Math.sin(angle)];
  });

/** Things, on a grid of 0 to 100. Rings (a heart is one, with a dent), bars and spirals are left out: they are a 0, a 1, a 6. */
const objects = {
  star: () => [star(5, 22)],
  house: () => [
    [
      [10, 45],
      [50, 2],
      [90, 45],
      [90, 98],
      [10, 98],
      [10, 45],
    ],
    [
      [40, 98],
      [40, 66],
      [60, 66],
      [60, 98],
    ],
  ],
  cup: () => [
    [
      [12, 15],
      [78, 15],
      [70, 92],
      [20, 92],
      [12, 15],
    ],
    circle(80, 45, 16, 18, -90, 90),
  ],
  leaf: () => [
    [
      [50, 2],
      [80, 30],
      [74, 66],
      [50, 98],
      [26, 66],
      [20, 30],
      [50, 2],
    ],
    [
      [50, 2],
      [50, 98],
    ],
    [
      [50, 40],
      [70, 26],
    ],
    [
      [50, 60],
      [30, 46],
    ],
  ],
  tree: () => [
    [
      [50, 98],
      [50, 70],
    ],
    [
      [15, 70],
      [50, 2],
      [85, 70],
      [15, 70],
    ],
    [
      [28, 45],
      [72, 45],
    ],
  ],
  face: () => [
    circle(50, 50, 48, 48),
    circle(33, 38, 5, 5),
    circle(67, 38, 5, 5),
    circle(50, 55, 24, 22, 20, 160),
  ],
  flower: () => [
    circle(50, 50, 14, 14),
    ...[0, 60, 120, 180, 240, 300].map((a) =>
      circle(50 + 32 * Math.cos((a * Math.PI) / 180), 50 + 32 * Math.sin((a * Math.PI) / 180), 15, 15),
    ),
  ],
  arrow: () => [
    [
      [2, 50],
      [96, 50],
    ],
    [
      [66, 22],
      [96, 50],
      [66, 78],
    ],
  ],
  grid: () =>
    [5, 35, 65, 95].flatMap((p) => [
      [
        [p, 5],
        [p, 95],
      ],
      [
        [5, p],
        [95, p],
      ],
    ]),
  spider: () => [
    ...[0, 45, 90, 135].map((a) => [
      [50 - 48 * Math.cos((a * Math.PI) / 180), 50 - 48 * Math.sin((a * Math.PI) / 180)],
      [50 + 48 * Math.cos((a * Math.PI) / 180), 50 + 48 * Math.sin((a * Math.PI) / 180)],
    ]),
    circle(50, 50, 20, 20),
  ],
  fish: () => [
    circle(42, 50, 40, 24),
    [
      [80, 50],
      [98, 28],
      [98, 72],
      [80, 50],
    ],
    circle(20, 44, 3, 3),
  ],
};

export function object(seed) {
  const random = new Random(seed, stream, 3);
  const names = Object.keys(objects);
  const name = names[Math.floor(random.uniform() * names.length)];
  return { name, strokes: hand(random, objects[name]()) };
}
