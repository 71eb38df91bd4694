// The ground under ink. A window's extreme is found by doubling: of 2 values, of 4, of 8, …, and then of two such windows that
// overlap to the window's length. Maxima and minima round nothing, so that every order gives the same bits.

/** Places that a row has room for behind its values: vectors of four run past the end. */
const SLACK: i32 = 8;
/** Columns that are worked on together: their part of all rows stays in the near cache. */
const STRIP: i32 = 64;

/** Bytes of a row of `length` values. */
// @ts-ignore: decorator
@inline
function strideOf(length: i32): usize {
  return (<usize>(length + SLACK) << 2) & ~15;
}

/** Each of `count` values becomes the extreme of it and the one `offset` bytes on. */
function combine(at: usize, offset: usize, count: i32, least: bool): void {
  const end = at + (<usize>count << 2);
  if (least) {
    for (; at < end; at += 16) v128.store(at, f32x4.pmin(v128.load(at), v128.load(at + offset)));
  } else {
    for (; at < end; at += 16) v128.store(at, f32x4.pmax(v128.load(at), v128.load(at + offset)));
  }
}

/** Each value becomes the extreme of the `window` values of its row from it on; `window` - 1 fewer are left. */
function alongRows(at: usize, stride: usize, width: i32, height: i32, window: i32, least: bool): void {
  for (let row = 0; row < height; row++, at += stride) {
    let length = 1;
    for (; 2 * length <= window; length *= 2) combine(at, <usize>length << 2, width - 2 * length + 1, least);
    if (length < window) combine(at, <usize>(window - length) << 2, width - window + 1, least);
  }
}

/** The same down the columns: `window` - 1 fewer rows are left. */
function alongColumns(at: usize, stride: usize, width: i32, height: i32, window: i32, least: bool): void {
  for (let column = 0; column < width; column += STRIP) {
    const start = at + (<usize>column << 2);
    const columns = min(STRIP, width - column);
    let length = 1;
    for (; 2 * length <= window; length *= 2) {
      rows(start, stride, columns, height - 2 * length + 1, <usize>length * stride, least);
    }
    if (length < window) {
      rows(start, stride, columns, height - window + 1, <usize>(window - length) * stride, least);
    }
  }
}

function rows(at: usize, stride: usize, columns: i32, height: i32, offset: usize, least: bool): void {
  for (let row = 0; row < height; row++, at += stride) combine(at, offset, columns, least);
}

function filtered(
  plane: usize,
  width: i32,
  height: i32,
  radius: i32,
  room: usize,
  result: usize,
  least: bool,
): void {
  const margin = 2 * radius;
  const window = margin + 1;
  const stride = strideOf(width + 2 * margin);
  const bytes = <usize>width << 2;
  const inner = room + <usize>margin * stride;
  for (let row = 0; row < height; row++) {
    const from = plane + <usize>row * bytes;
    const to = inner + <usize>row * stride;
    fill(to, load<f32>(from), margin);
    memory.copy(to + (<usize>margin << 2), from, bytes);
    fill(to + (<usize>(margin + width) << 2), load<f32>(from + bytes - 4), margin);
  }
  alongRows(inner, stride, width + 2 * margin, height, window, least);
  const last = inner + <usize>(height - 1) * stride;
  for (let row = 0; row < margin; row++) {
    memory.copy(room + <usize>row * stride, inner, stride);
    memory.copy(last + <usize>(row + 1) * stride, last, stride);
  }
  alongColumns(room, stride, width + margin, height + 2 * margin, window, least);
  alongColumns(room, stride, width + margin, height + margin, window, !least);
  alongRows(room, stride, width + margin, height, window, !least);
  for (let row = 0; row < height; row++) {
    memory.copy(result + <usize>row * bytes, room + <usize>row * stride, bytes);
  }
}

function fill(at: usize, value: f32, count: i32): void {
  const end = at + (<usize>count << 2);
  for (; at < end; at += 4) store<f32>(at, value);
}

/** Bytes that `closing` and `opening` work in. */
export function morphologyRoom(width: i32, height: i32, radius: i32): usize {
  return <usize>(height + 4 * radius) * strideOf(width + 4 * radius) + 64;
}

/**
 * The least of the greatest values in square windows of 2·`radius` + 1: dark parts that are narrower become as light as what is
 * around them. The border's pixels go on outside.
 *
 * @param plane f32 `[height, width]`; `result` too.
 */
export function closing(
  plane: usize,
  width: i32,
  height: i32,
  radius: i32,
  room: usize,
  result: usize,
): void {
  filtered(plane, width, height, radius, room, result, false);
}

/** The greatest of the least values: light parts that are narrower become as dark as what is around them. */
export function opening(
  plane: usize,
  width: i32,
  height: i32,
  radius: i32,
  room: usize,
  result: usize,
): void {
  filtered(plane, width, height, radius, room, result, true);
}

/**
 * By how much what is narrower than the window is darker than what is around it rather than lighter: sums of squared differences.
 *
 * @param closed f32 `[height, width]`, to work in; `opened` too.
 */
export function polarityBalance(
  plane: usize,
  width: i32,
  height: i32,
  radius: i32,
  room: usize,
  closed: usize,
  opened: usize,
): f64 {
  closing(plane, width, height, radius, room, closed);
  opening(plane, width, height, radius, room, opened);
  let balance: f64 = 0;
  for (let at: usize = 0; at < <usize>(width * height) << 2; at += 4) {
    const value = <f64>load<f32>(plane + at);
    const darker = <f64>load<f32>(closed + at) - value;
    const lighter = value - <f64>load<f32>(opened + at);
    balance += darker * darker - lighter * lighter;
  }
  return balance;
}
