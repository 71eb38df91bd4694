import type { FirstLayer } from "../engine/training-plan.js";

/** Units in a row. */
const perRow = 8;

type Colour = readonly [red: number, green: number, blue: number];

/** A colour with a share of another one. */
type Mix = readonly [from: Colour, to: Colour, share: number];

const warm: Colour = [214, 96, 58];
const cold: Colour = [54, 116, 190];
const paper: Colour = [248, 247, 243];
const dark: Colour = [24, 28, 34];

/** The size of the canvas for some units: a pixel of ground between them. */
export function gridSize({ units, width, height }: FirstLayer): {
  readonly width: number;
  readonly height: number;
} {
  const columns = Math.min(perRow, units);
  return { width: columns * (width + 1) - 1, height: Math.ceil(units / columns) * (height + 1) - 1 };
}

/** Means: warm where a unit looks for ink, cold where it looks for none; each unit by its own largest. */
export function paintMeans(context: CanvasRenderingContext2D, layer: FirstLayer): void {
  const { means, units, width, height } = layer;
  const area = width * height;
  const largest = Array.from({ length: units }, (_, unit) =>
    means
      .subarray(unit * area, (unit + 1) * area)
      .reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9),
  );
  paint(context, layer, (at) => {
    const share = means[at] / largest[Math.floor(at / area)];
    return [paper, share > 0 ? warm : cold, Math.abs(share)];
  });
}

/** Scales, by the largest of all: the surer, the brighter. */
export function paintScales(context: CanvasRenderingContext2D, layer: FirstLayer): void {
  const { scales } = layer;
  if (scales === undefined) return;
  const largest = scales.reduce((most, value) => Math.max(most, value), 1e-9);
  paint(context, layer, (at) => [paper, dark, scales[at] / largest]);
}

function paint(context: CanvasRenderingContext2D, layer: FirstLayer, mixAt: (at: number) => Mix): void {
  const { units, width, height } = layer;
  const size = gridSize(layer);
  const image = context.createImageData(size.width, size.height);
  const { data } = image;
  for (let at = 0; at < units * width * height; at++) {
    const unit = Math.floor(at / (width * height));
    const within = at % (width * height);
    const x = (unit % perRow) * (width + 1) + (within % width);
    const y = Math.floor(unit / perRow) * (height + 1) + Math.floor(within / width);
    const place = 4 * (y * size.width + x);
    const [from, to, share] = mixAt(at);
    for (let c = 0; c < 3; c++) data[place + c] = from[c] + (to[c] - from[c]) * share;
    data[place + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
