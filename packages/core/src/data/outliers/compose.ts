import type { Random } from "../../math/random.js";
import type { Cover } from "./cover.js";
import type { Shape } from "./figure.js";

/** `front` where the drawing is, `back` elsewhere. */
export function compose(
  to: Uint8Array,
  cover: Cover,
  front: Uint8Array,
  back: Uint8Array,
  { channels }: Shape,
): void {
  for (let i = 0; i < to.length; i++) {
    const share = cover[Math.floor(i / channels)];
    to[i] = Math.round(share * front[i] + (1 - share) * back[i]);
  }
}

/**
 * The figure (1) or the ground (0) over the whole image: its own pixels where it is, and elsewhere any of them. Pixels at its edge,
 * which have something of the other, do not count, unless it has none but these.
 */
export function spread(
  from: Uint8Array,
  mask: Uint8Array,
  kind: 0 | 1,
  shape: Shape,
  random: Random,
): Uint8Array {
  const { height, width, channels } = shape;
  const isOwn = (at: number): boolean => mask[at] === kind;
  const isInner = (at: number): boolean => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return (
      isOwn(at) &&
      (x === 0 || isOwn(at - 1)) &&
      (x + 1 === width || isOwn(at + 1)) &&
      (y === 0 || isOwn(at - width)) &&
      (y + 1 === height || isOwn(at + width))
    );
  };
  const all = Array.from(mask.keys());
  const innermost = all.filter(isInner);
  const places = innermost.length > 0 ? innermost : all.filter(isOwn);
  const isSource = new Uint8Array(mask.length);
  for (const at of places) isSource[at] = 1;
  const to = new Uint8Array(from.length);
  for (let at = 0; at < mask.length; at++) {
    const source = isSource[at] === 1 ? at : places[random.integer(places.length)];
    for (let k = 0; k < channels; k++) to[at * channels + k] = from[source * channels + k];
  }
  return to;
}
