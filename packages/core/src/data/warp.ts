/** Where the pixels of an image lie: row-major `[height, width, channels]`. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * From a pixel of the result to its source: `(column, row) → (a·column + b·row + c, d·column + e·row + f)`, both with
 * (0, 0) at the centre of the first pixel.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** What is added to a pixel's source, in pixels: `[height, width]` each. */
export interface Displacement {
  readonly columns: Float32Array;
  readonly rows: Float32Array;
}

/** What an image has around it: a value for each channel, or what lies at its edge. */
export type Outside = "edge" | readonly number[];

/**
 * The affine map, about the image's centre, of an image that is turned by `degrees` (clockwise on the screen), enlarged
 * by `scale` and moved by `right` and `down` pixels.
 */
export function affineAbout(
  { height, width }: ImageShape,
  change: {
    readonly degrees?: number | undefined;
    readonly scale?: number | undefined;
    readonly right?: number | undefined;
    readonly down?: number | undefined;
  },
): Affine {
  const { degrees = 0, scale = 1, right = 0, down = 0 } = change;
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle) / scale;
  const sin = Math.sin(angle) / scale;
  const x = (width - 1) / 2;
  const y = (height - 1) / 2;
  // The inverse: back by the shift, then by the turn, about the centre.
  return [
    ...([cos, sin, x - cos * (x + right) - sin * (y + down)] as const),
    ...([-sin, cos, y + sin * (x + right) - cos * (y + down)] as const),
  ];
}

/**
 * Resamples one image bilinearly. Values are rounded to the nearest integer.
 *
 * @param from `uint8`, the image.
 * @param to `uint8` of the same length, the result; not the same memory.
 * @param outside What lies outside the source: a value for each channel, or the pixel nearest at its edge. Default 0.
 */
export function warp(
  from: Uint8Array,
  shape: ImageShape,
  matrix: Affine,
  to: Uint8Array,
  displacement?: Displacement,
  outside?: Outside,
): void {
  const { height, width, channels } = shape;
  const [a, b, c, d, e, f] = matrix;
  // At the edge itself the pixel beyond has no weight.
  const ground = Array.from({ length: channels }, (_, k) => (outside === "edge" ? 0 : (outside?.[k] ?? 0)));
  let at = 0;
  let pixel = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++, pixel++) {
      let x = a * column + b * row + c;
      let y = d * column + e * row + f;
      if (displacement !== undefined) {
        x += displacement.columns[pixel];
        y += displacement.rows[pixel];
      }
      if (outside === "edge") {
        x = Math.min(width - 1, Math.max(0, x));
        y = Math.min(height - 1, Math.max(0, y));
      }
      const left = Math.floor(x);
      const top = Math.floor(y);
      if (left < -1 || top < -1 || left >= width || top >= height) {
        for (let k = 0; k < channels; k++) to[at++] = ground[k];
        continue;
      }
      const u = x - left;
      const v = y - top;
      const above = top >= 0;
      const below = top + 1 < height;
      const before = left >= 0;
      const after = left + 1 < width;
      const corner = (top * width + left) * channels;
      const under = corner + width * channels;
      for (let k = 0; k < channels; k++) {
        const first =
          (above && before ? from[corner + k] : ground[k]) * (1 - u) +
          (above && after ? from[corner + channels + k] : ground[k]) * u;
        const second =
          (below && before ? from[under + k] : ground[k]) * (1 - u) +
          (below && after ? from[under + channels + k] : ground[k]) * u;
        to[at++] = first * (1 - v) + second * v + 0.5;
      }
    }
  }
}
