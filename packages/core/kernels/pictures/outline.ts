import { squaredDistances } from "./distance";

/** All bits where a shape (f32) is at least ½, or where it is less. */
function findSide(shape: usize, count: usize, inside: bool, side: usize): void {
  const turn = i32x4.splat(inside ? 0 : -1);
  const half = f32x4.splat(0.5);
  for (let at: usize = 0; at < count << 2; at += 16) {
    v128.store(side + at, v128.xor(f32x4.ge(v128.load(shape + at), half), turn));
  }
}

/**
 * Moves a shape's outline outward: full ink inside, half a pixel of transition.
 *
 * @param shape f32 `[height, width]`, from 0 to 1, the outline at ½.
 * @param move In pixels; inward where negative.
 * @param side i32 `[height, width]`, and `distances` f64, to work in; `room`: that of `squaredDistances`.
 */
export function moveOutline(
  shape: usize,
  width: i32,
  height: i32,
  move: f64,
  side: usize,
  distances: usize,
  room: usize,
): void {
  const count = <usize>width * <usize>height;
  // Moved outward, what is inside stays full; moved inward, what is outside stays empty: the other side is at distances from it.
  const outward = move >= 0;
  findSide(shape, count, outward, side);
  // Farther away, nothing changes.
  squaredDistances(side, width, height, <f32>(abs(move) + 2), room, distances);
  for (let i: usize = 0; i < count; i++) {
    let ink: f64 = outward ? 1 : 0;
    if (load<i32>(side + (i << 2)) == 0) {
      const away = sqrt(load<f64>(distances + (i << 3)));
      const distance = outward ? away - 0.5 : 0.5 - away;
      ink = min<f64>(1, max<f64>(0, 0.5 + move - distance));
    }
    store<f32>(shape + (i << 2), <f32>ink);
  }
}

/** Twice the mean distance from the ground along the middles of a shape's strokes, in pixels; 1 where there are none. As `moveOutline`. */
export function strokeWidth(
  shape: usize,
  width: i32,
  height: i32,
  side: usize,
  distances: usize,
  room: usize,
): f64 {
  const count = width * height;
  findSide(shape, <usize>count, false, side);
  squaredDistances(side, width, height, Infinity, room, distances);
  const line = <usize>width << 3;
  let sum: f64 = 0;
  let middles = 0;
  for (let i = width + 1; i < count - width - 1; i++) {
    if (load<i32>(side + (<usize>i << 2)) != 0) continue;
    const at = distances + (<usize>i << 3);
    const here = load<f64>(at);
    const across = here >= load<f64>(at - 8) && here >= load<f64>(at + 8);
    const along = here >= load<f64>(at - line) && here >= load<f64>(at + line);
    if (!across && !along) continue;
    // Of the ridge only what is no lower than its diagonal neighbours on one axis either.
    const falling = here >= load<f64>(at - line - 8) && here >= load<f64>(at + line + 8);
    const rising = here >= load<f64>(at - line + 8) && here >= load<f64>(at + line - 8);
    if (!falling && !rising) continue;
    sum += sqrt(here);
    middles++;
  }
  return middles == 0 ? 1 : (2 * sum) / <f64>middles - 1;
}
