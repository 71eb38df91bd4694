/** Bytes that `squaredDistances` works in. */
export function distanceRoom(width: i32, height: i32): usize {
  return ((<usize>width * <usize>height + 4) << 2) + (<usize>width + 4) * 24 + 64;
}

/**
 * Squared Euclidean distance of each pixel to the nearest one that is set (Felzenszwalb & Huttenlocher 2012), exact; infinite
 * where none is set.
 *
 * @param set i32 `[height, width]`: all bits of what is set, none of the rest.
 * @param limit From this distance on, they need only be more than it.
 * @param result f64 `[height, width]`.
 */
export function squaredDistances(
  set: usize,
  width: i32,
  height: i32,
  limit: f32,
  room: usize,
  result: usize,
): void {
  const columns = (room + 15) & ~15;
  downColumns(set, width, height, columns);
  const envelope = columns + ((<usize>width * <usize>height + 4) << 2);
  for (let row = 0; row < height; row++) {
    const from = columns + ((<usize>row * <usize>width) << 2);
    alongRow(from, width, limit, envelope, result + ((<usize>row * <usize>width) << 3));
  }
}

/** Distance (f32) of each pixel to the nearest of its column that is set; four columns at once, the last ones with what follows. */
function downColumns(set: usize, width: i32, height: i32, result: usize): void {
  const row = <usize>width << 2;
  const all = row * <usize>height;
  const one = f32x4.splat(1);
  for (let column: usize = 0; column < row; column += 16) {
    let distance = f32x4.splat(Infinity);
    for (let at = column; at < all; at += row) {
      distance = v128.andnot(f32x4.add(distance, one), v128.load(set + at));
      // Past the row's end this is the next one's beginning, which is written after it.
      if (column + 16 <= row) v128.store(result + at, distance);
      else storeSome(result + at, distance, (row - column) >> 2);
    }
    distance = f32x4.splat(Infinity);
    for (let at = all - row + column; at < all; at -= row) {
      distance = v128.andnot(f32x4.add(distance, one), v128.load(set + at));
      const nearer = f32x4.pmin(distance, v128.load(result + at));
      if (column + 16 <= row) v128.store(result + at, nearer);
      else storeSome(result + at, nearer, (row - column) >> 2);
    }
  }
}

function storeSome(at: usize, values: v128, count: usize): void {
  store<f32>(at, f32x4.extract_lane(values, 0));
  if (count > 1) store<f32>(at, f32x4.extract_lane(values, 1), 4);
  if (count > 2) store<f32>(at, f32x4.extract_lane(values, 2), 8);
}

/** What is set parts a row: of each part between, the lower envelope of the parabolas over it and its ends. */
function alongRow(columns: usize, width: i32, limit: f32, room: usize, result: usize): void {
  let set = -1;
  for (let q = 0; q < width; q++) {
    if (load<f32>(columns + (<usize>q << 2)) != 0) continue;
    if (q - set > 1) envelope(columns, max(set, 0), q, limit, room, result);
    else store<f64>(result + (<usize>q << 3), 0);
    set = q;
  }
  if (set < width - 1) envelope(columns, max(set, 0), width - 1, limit, room, result);
}

/** From the place `first` to `end`. */
function envelope(columns: usize, first: i32, end: i32, limit: f32, room: usize, result: usize): void {
  const places = room;
  const values = places + (<usize>(end - first + 2) << 3);
  const bounds = values + (<usize>(end - first + 2) << 3);
  let last = -1;
  for (let q = first; q <= end; q++) {
    const column = load<f32>(columns + (<usize>q << 2));
    if (!(column <= limit)) continue;
    const value = <f64>column * <f64>column + <f64>q * <f64>q;
    let crossing = -Infinity;
    while (last >= 0) {
      const p = load<i32>(places + (<usize>last << 3));
      crossing = (value - load<f64>(values + (<usize>last << 3))) / <f64>(2 * (q - p));
      if (crossing > load<f64>(bounds + (<usize>last << 3))) break;
      last--;
    }
    last++;
    store<i32>(places + (<usize>last << 3), q);
    store<f64>(values + (<usize>last << 3), value);
    store<f64>(bounds + (<usize>last << 3), last == 0 ? -Infinity : crossing);
  }
  store<f64>(bounds + (<usize>(last + 1) << 3), Infinity);
  for (let q = first, k = 0; q <= end; q++) {
    let distance = Infinity;
    if (last >= 0) {
      while (load<f64>(bounds + (<usize>(k + 1) << 3)) < <f64>q) k++;
      const p = <f64>load<i32>(places + (<usize>k << 3));
      // (q - p)² + the parabola's own value, which is a whole number: exact.
      distance = <f64>q * <f64>q - 2 * <f64>q * p + load<f64>(values + (<usize>k << 3));
    }
    store<f64>(result + (<usize>q << 3), distance);
  }
}
