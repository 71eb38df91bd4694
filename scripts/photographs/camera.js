// From the page to pixels: perspective, blur, noise, and what cameras do to light.
import { lineAt } from "./paper.js";

/** Light to code value, about as sRGB does. */
const toCode = (light) => 255 * Math.min(1, Math.max(0, light)) ** (1 / 2.2);
/** A code value's share of light. */
const toLight = (code) => (code / 255) ** 2.2;

export function develop({ random, width, height, placement, paper, pen, light, field, fieldAt }) {
  const planes = [0, 1, 2].map(() => new Float32Array(width * height));
  const unit = placement.size / 28;
  const [cos, sin] = [Math.cos(placement.angle), Math.sin(placement.angle)];
  const ink = pen.colour.map(toLight);
  const paperLight = paper.colour.map((value) => value ** 2.2);
  const rough = streaks(random, pen.rough);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const [dx, dy] = [x + 0.5 - placement.x, y + 0.5 - placement.y];
      const depth = 1 + placement.tiltX * dx + placement.tiltY * dy;
      const [px, py] = [dx / depth, dy / depth];
      const covered = field === undefined ? 0 : coverage(px, py);
      const line = paper.lines
        ? paper.lines.strength * lineAt(paper.lines, px * cos + py * sin, py * cos - px * sin)
        : 0;
      const lit = light.at(x, y);
      const texture =
        1 +
        paper.texture * waves(paper.waves, px / placement.size, py / placement.size) +
        paper.grain * (random.uniform() * 2 - 1);
      for (let c = 0; c < 3; c++) {
        const printed =
          paperLight[c] * texture * (1 - line * (1 - (paper.lines ? paper.lines.colour[c] ** 2.2 : 1)));
        planes[c][i] = toCode(lit * light.tint[c] * (printed * (1 - covered) + ink[c] * covered));
      }
    }
  }
  function coverage(px, py) {
    const u = (px * cos + py * sin) / unit + 14;
    const v = (py * cos - px * sin) / unit + 14;
    const distance = fieldAt(field, u, v);
    if (distance * unit > 1) return 0;
    const edge = Math.min(1, Math.max(0, 0.5 - distance * unit));
    return edge * pen.strength * (1 - pen.rough * rough(u, v));
  }
  const sharpness = random.uniform() ** 2;
  const sigma = Math.min(0.022 * placement.size, 0.3 + 0.012 * placement.size * sharpness);
  for (const plane of planes) blur(plane, width, height, sigma);
  return expose(random, planes, width, height);
}

/** Slow changes of the paper, about −1 to 1. */
function waves(list, x, y) {
  return list.reduce((sum, [a, b, phase]) => sum + Math.sin(a * x + b * y + phase), 0) / list.length;
}

/** Where a pen left little: 0 to 1, changing over a fraction of a unit. */
function streaks(random, amount) {
  if (amount === 0) return () => 0;
  const phases = Array.from({ length: 5 }, () => [
    (random.uniform() * 2 - 1) * 9,
    (random.uniform() * 2 - 1) * 9,
    random.uniform() * 6.3,
  ]);
  return (u, v) =>
    0.5 +
    0.5 *
      Math.max(-1, Math.min(1, phases.reduce((sum, [a, b, c]) => sum + Math.sin(a * u + b * v + c), 0) / 2));
}

/** Three passes of a box, which are nearly a Gaussian. */
function blur(plane, width, height, sigma) {
  const radius = Math.round(sigma * 0.98);
  if (radius < 1) return;
  const line = new Float32Array(Math.max(width, height));
  const along = (start, step, length) => {
    for (let i = 0; i < length; i++) line[i] = plane[start + i * step];
    const at = (i) => line[Math.min(length - 1, Math.max(0, i))];
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += at(i);
    for (let i = 0; i < length; i++) {
      plane[start + i * step] = sum / (2 * radius + 1);
      sum += at(i + radius + 1) - at(i - radius);
    }
  };
  for (let pass = 0; pass < 3; pass++) {
    for (let y = 0; y < height; y++) along(y * width, 1, width);
    for (let x = 0; x < width; x++) along(x, width, height);
  }
}

/** Sensor noise, of the picture and of each colour, and the rounding to bytes. */
function expose(random, planes, width, height) {
  const data = new Uint8ClampedArray(4 * width * height);
  const all = 6 * random.uniform() ** 2;
  const each = 4 * random.uniform() ** 2;
  const bell = () => (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2;
  for (let i = 0; i < width * height; i++) {
    const common = all * bell();
    for (let c = 0; c < 3; c++) data[4 * i + c] = planes[c][i] + common + each * bell();
    data[4 * i + 3] = 255;
  }
  return { width, height, data };
}
