// What is written, as a field of distances: at each point of a square of 28 by 28 units how far the nearest ink's edge is,
// negative inside, so that it can be drawn at any size and by a pen of any width.

/** Points of the field for one unit. */
const fine = 8;
const units = 28;
const fieldSide = units * fine;

/**
 * A picture of 28×28 with light ink, enlarged smoothly and cut at half its brightness.
 *
 * @param {ArrayLike<number>} pixels 784 values from 0 to 255.
 * @returns {Uint8Array} 1 where there is ink, `[fieldSide, fieldSide]`.
 */
export function inkOfPixels(pixels) {
  const weights = cubicTaps();
  const rows = new Float32Array(units * fieldSide);
  for (let row = 0; row < units; row++) {
    for (let x = 0; x < fieldSide; x++) {
      rows[row * fieldSide + x] = weights[x].reduce(
        (sum, [at, weight]) => sum + weight * pixels[row * units + at],
        0,
      );
    }
  }
  const ink = new Uint8Array(fieldSide * fieldSide);
  for (let y = 0; y < fieldSide; y++) {
    for (let x = 0; x < fieldSide; x++) {
      const value = weights[y].reduce((sum, [at, weight]) => sum + weight * rows[at * fieldSide + x], 0);
      ink[y * fieldSide + x] = value >= 110 ? 1 : 0;
    }
  }
  return ink;
}

/** Cubic B-spline: smooth, without ringing. */
function cubicTaps() {
  return Array.from({ length: fieldSide }, (_, place) => {
    const at = (place + 0.5) / fine - 0.5;
    const low = Math.floor(at);
    return [-1, 0, 1, 2].map((i) => {
      const d = Math.abs(at - low - i);
      const weight = d < 1 ? (4 - 6 * d * d + 3 * d ** 3) / 6 : (2 - d) ** 3 / 6;
      return [Math.min(units - 1, Math.max(0, low + i)), weight];
    });
  });
}

/**
 * Strokes drawn by a thin pen: lists of points in units, each joined by straight lines.
 *
 * @param {readonly (readonly (readonly [number, number])[])[]} strokes
 * @returns {Uint8Array}
 */
export function inkOfStrokes(strokes) {
  const ink = new Uint8Array(fieldSide * fieldSide);
  for (const points of strokes) {
    for (let i = 1; i < points.length; i++) {
      const [[x0, y0], [x1, y1]] = [points[i - 1], points[i]];
      const steps = Math.max(1, Math.ceil(2 * fine * Math.hypot(x1 - x0, y1 - y0)));
      for (let k = 0; k <= steps; k++) {
        const x = Math.floor(fine * (x0 + ((x1 - x0) * k) / steps));
        const y = Math.floor(fine * (y0 + ((y1 - y0) * k) / steps));
        if (x >= 0 && y >= 0 && x < fieldSide && y < fieldSide) ink[y * fieldSide + x] = 1;
      }
    }
  }
  return ink;
}

/**
 * Thinned to lines of one point (Zhang & Suen 1984), so that any pen can draw them again.
 *
 * @param {Uint8Array} ink
 * @returns {Uint8Array}
 */
export function thinned(ink) {
  const side = fieldSide;
  const result = Uint8Array.from(ink);
  for (let changed = true; changed;) {
    changed = false;
    for (const odd of [true, false]) {
      const gone = [];
      for (let y = 1; y < side - 1; y++) {
        for (let x = 1; x < side - 1; x++) {
          const at = y * side + x;
          if (result[at] === 0) continue;
          const n = result[at - side];
          const e = result[at + 1];
          const s = result[at + side];
          const w = result[at - 1];
          const ring = [
            n,
            result[at - side + 1],
            e,
            result[at + side + 1],
            s,
            result[at + side - 1],
            w,
            result[at - side - 1],
          ];
          const set = ring.reduce((sum, value) => sum + value, 0);
          if (set < 2 || set > 6) continue;
          let steps = 0;
          for (let i = 0; i < 8; i++) if (ring[i] === 0 && ring[(i + 1) % 8] === 1) steps++;
          if (steps !== 1) continue;
          if (odd ? n * e * s !== 0 || e * s * w !== 0 : n * e * w !== 0 || n * s * w !== 0) continue;
          gone.push(at);
        }
      }
      for (const at of gone) result[at] = 0;
      if (gone.length > 0) changed = true;
    }
  }
  return result;
}

/**
 * Signed distance to the ink's edge in units, negative inside.
 *
 * @param {Uint8Array} ink
 * @returns {Float32Array} `[fieldSide, fieldSide]`
 */
export function distanceField(ink) {
  const outside = distances(ink, 1);
  const inside = distances(ink, 0);
  return Float32Array.from(ink, (value, i) => (value === 1 ? 0.5 - inside[i] : outside[i] - 0.5) / fine);
}

/** Distance of each point to the nearest with a value, by two passes of a chamfer of 5×5 (error under 2 %). */
function distances(ink, wanted) {
  const side = fieldSide;
  const d = Float32Array.from(ink, (value) => (value === wanted ? 0 : 1e6));
  const steps = [
    [-1, 0, 1],
    [0, -1, 1],
    [-1, -1, Math.SQRT2],
    [1, -1, Math.SQRT2],
    [-1, -2, Math.sqrt(5)],
    [1, -2, Math.sqrt(5)],
    [-2, -1, Math.sqrt(5)],
    [2, -1, Math.sqrt(5)],
  ];
  const pass = (from, to, by, sign) => {
    for (let y = from; y !== to; y += by) {
      for (let x = from; x !== to; x += by) {
        let least = d[y * side + x];
        for (const [dx, dy, length] of steps) {
          const [u, v] = [x + sign * dx, y + sign * dy];
          if (u < 0 || v < 0 || u >= side || v >= side) continue;
          least = Math.min(least, d[v * side + u] + length);
        }
        d[y * side + x] = least;
      }
    }
  };
  pass(0, side, 1, 1);
  pass(side - 1, -1, -1, -1);
  return d;
}

/** The field at a point in units, between its points linearly; far from ink outside. */
export function fieldAt(field, x, y) {
  const u = x * fine - 0.5;
  const v = y * fine - 0.5;
  const left = Math.min(fieldSide - 2, Math.max(0, Math.floor(u)));
  const top = Math.min(fieldSide - 2, Math.max(0, Math.floor(v)));
  const [a, b] = [Math.min(1, Math.max(0, u - left)), Math.min(1, Math.max(0, v - top))];
  const at = top * fieldSide + left;
  const inner =
    (field[at] * (1 - a) + field[at + 1] * a) * (1 - b) +
    (field[at + fieldSide] * (1 - a) + field[at + fieldSide + 1] * a) * b;
  const beyond = Math.max(0, -u, u - fieldSide + 1, -v, v - fieldSide + 1) / fine;
  return inner + beyond;
}
