// Sets of pictures as people bring them, made by this program: coloured shapes on noise, lines of text against scribbles.
import { createDataset, glyphs, Random } from "@nescio/core";

const shapeNames = ["circle", "square", "triangle"];

/** Signed distance to a shape of radius 1 about (0, 0), negative inside; y downwards. */
const distances = {
  circle: (x, y) => Math.hypot(x, y) - 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.85,
  triangle: (x, y) => Math.max(y - 0.5, Math.abs(x) * 0.866 - y * 0.5 - 0.5),
  cross: (x, y) => Math.max(Math.min(Math.abs(x), Math.abs(y)) - 0.3, Math.max(Math.abs(x), Math.abs(y)) - 1),
  star: (x, y) => {
    const turn = (2 * Math.PI) / 5;
    const angle = Math.abs(((((Math.atan2(x, -y) + 10 * Math.PI) % turn) + turn) % turn) - turn / 2);
    return Math.hypot(x, y) * Math.cos(angle - turn / 2) * (1.6 - 1.1 * Math.cos(angle)) - 0.55;
  },
  ring: (x, y) => Math.abs(Math.hypot(x, y) - 0.75) - 0.2,
};

/**
 * Shapes of any colour, size, place and turn on noise of any colour.
 * @param {{ each: number, seed: number, kinds?: readonly string[], size?: number, noise?: number, sorted?: boolean }} options
 */
export function shapes({ each, seed, kinds = shapeNames, size = 64, noise = 14, sorted = false }) {
  const random = new Random(seed, 1000);
  const count = each * kinds.length;
  const labels = Uint8Array.from({ length: count }, (_, i) =>
    sorted ? Math.floor(i / each) : i % kinds.length,
  );
  const pixels = new Uint8Array(count * size * size * 3);
  for (let i = 0; i < count; i++) {
    const between = (low, high) => low + (high - low) * random.uniform();
    const ground = [0, 1, 2].map(() => between(20, 235));
    let ink;
    do ink = [0, 1, 2].map(() => between(0, 255));
    while (Math.hypot(...ink.map((value, k) => value - ground[k])) < 90);
    const radius = between(0.2, 0.4) * size;
    const [cx, cy] = [between(radius, size - radius), between(radius, size - radius)];
    const angle = between(0, 2 * Math.PI);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const distance = distances[kinds[labels[i]]];
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const [u, v] = [(x - cx) / radius, (y - cy) / radius];
        const inside = Math.min(
          1,
          Math.max(0, 0.5 - radius * distance(cos * u - sin * v, sin * u + cos * v)),
        );
        for (let k = 0; k < 3; k++) {
          const value = ground[k] * (1 - inside) + ink[k] * inside + noise * random.normal();
          pixels[((i * size + y) * size + x) * 3 + k] = Math.min(255, Math.max(0, Math.round(value)));
        }
      }
    }
  }
  return createDataset({
    name: "shapes",
    count,
    height: size,
    width: size,
    channels: 3,
    pixels,
    labels,
    classes: kinds,
  });
}

/**
 * Black on white: lines of letters (class 0) and scribbles (class 1).
 * @param {{ each: number, seed: number, height?: number, width?: number, sorted?: boolean }} options
 */
export function lines({ each, seed, height = 32, width = 96, sorted = false }) {
  const random = new Random(seed, 1001);
  const count = 2 * each;
  const letters = glyphs({ kind: "letters", count: each * 6, seed });
  const digits = glyphs({ kind: "digits", count: each * 6, seed });
  const labels = Uint8Array.from({ length: count }, (_, i) => (sorted ? Math.floor(i / each) : i % 2));
  const pixels = new Uint8Array(count * height * width).fill(255);
  let glyph = 0;
  for (let i = 0; i < count; i++) {
    const own = pixels.subarray(i * height * width, (i + 1) * height * width);
    const ink = (x, y, value) => {
      if (x < 0 || y < 0 || x >= width || y >= height) return;
      own[y * width + x] = Math.min(own[y * width + x], 255 - value);
    };
    if (labels[i] === 0) {
      const top = Math.floor(random.uniform() * Math.max(1, height - 27));
      for (let x = Math.floor(random.uniform() * 8); x < width - 18; x += 13 + random.integer(4)) {
        const from = random.uniform() < 0.8 ? letters : digits;
        const at = (glyph++ % from.count) * 784;
        for (let r = 0; r < 28; r++)
          for (let c = 0; c < 28; c++) ink(x + c - 4, top + r, from.pixels[at + r * 28 + c]);
      }
    } else {
      // A smooth curve (Catmull and Rom's) through points anywhere.
      const points = Array.from({ length: 5 + random.integer(7) }, () => [
        3 + random.uniform() * (width - 6),
        3 + random.uniform() * (height - 6),
      ]);
      for (let k = 0; k + 3 < points.length; k++) {
        const [p, q, r, s] = points.slice(k, k + 4);
        for (let t = 0; t < 1; t += 1 / 80) {
          const at = (axis) =>
            q[axis] +
            0.5 *
              t *
              (r[axis] -
                p[axis] +
                t *
                  (2 * p[axis] -
                    5 * q[axis] +
                    4 * r[axis] -
                    s[axis] +
                    t * (3 * (q[axis] - r[axis]) + s[axis] - p[axis])));
          const [x, y] = [at(0), at(1)];
          for (let dy = -2; dy <= 2; dy++) {
            for (let dx = -2; dx <= 2; dx++) {
              const [px, py] = [Math.round(x) + dx, Math.round(y) + dy];
              ink(px, py, Math.round(255 * Math.min(1, Math.max(0, 1.6 - Math.hypot(px - x, py - y)))));
            }
          }
        }
      }
    }
  }
  return createDataset({
    name: "lines",
    count,
    height,
    width,
    channels: 1,
    pixels,
    labels,
    classes: ["text", "scribble"],
  });
}

/** The same pictures with light and dark exchanged. */
export function negative(dataset) {
  const pixels = dataset.pixels.map((value) => 255 - value);
  return createDataset({ ...dataset, name: `${dataset.name}-negative`, pixels });
}
