/**
 * The ground under ink becomes the ink: divided out where it is light, taken off where it is dark. In f64, rounded once.
 *
 * @param ground f32, from 0 to 255; `grey` too.
 * @param least Light that a ground is taken to have at least.
 */
export function takeGroundOff(ground: usize, grey: usize, count: i32, darkInk: bool, least: f64): void {
  const end = ground + (<usize>count << 2);
  const white = f64x2.splat(255);
  const floor = f64x2.splat(least);
  // Two at a time: a last one alone is followed by room.
  for (; ground < end; ground += 8, grey += 8) {
    const under = f64x2.promote_low_f32x4(v128.load64_zero(ground));
    const value = f64x2.promote_low_f32x4(v128.load64_zero(grey));
    const ink = darkInk ? f64x2.sub(under, value) : f64x2.sub(value, under);
    const light = f64x2.pmax(floor, darkInk ? under : f64x2.sub(white, under));
    v128.store64_lane(ground, f32x4.demote_f64x2_zero(f64x2.div(ink, light)), 0);
  }
}

const BINS: i32 = 256;

/** Bytes that `spread` works in. */
export function spreadRoom(count: i32): usize {
  return (<usize>(2 * count + BINS) << 2) + 64;
}

/**
 * The median of absolute deviations from the median, of every `step`th of some shares.
 *
 * @param count Of those: f32, about from 0 to 1.
 */
export function spread(shares: usize, count: i32, step: i32, room: usize): f32 {
  const sample = room + (<usize>(count + BINS) << 2);
  for (let i = 0; i < count; i++, shares += <usize>step << 2) {
    store<f32>(sample + (<usize>i << 2), load<f32>(shares));
  }
  const middle = upperMedian(sample, count, room);
  for (let at = sample; at < sample + (<usize>count << 2); at += 4) {
    store<f32>(at, abs(load<f32>(at) - middle));
  }
  return upperMedian(sample, count, room);
}

// @ts-ignore: decorator
@inline
function binOf(share: f32): i32 {
  // Toward 0: what is below it is in the first part, too.
  return min(BINS - 1, max(0, <i32>(share * <f32>BINS)));
}

/** Found in the one of equal parts of 0 to 1 that it lies in, which holds few of the values. */
function upperMedian(values: usize, count: i32, room: usize): f32 {
  const end = values + (<usize>count << 2);
  memory.fill(room, 0, <usize>BINS << 2);
  for (let at = values; at < end; at += 4) {
    const place = room + (<usize>binOf(load<f32>(at)) << 2);
    store<i32>(place, load<i32>(place) + 1);
  }
  let rank = count >> 1;
  let bin = 0;
  for (; rank >= load<i32>(room + (<usize>bin << 2)); bin++) rank -= load<i32>(room + (<usize>bin << 2));
  const few = room + (<usize>BINS << 2);
  let last = few;
  for (let at = values; at < end; at += 4) {
    const value = load<f32>(at);
    store<f32>(last, value);
    last += binOf(value) == bin ? 4 : 0;
  }
  return select(few, last, rank);
}

/** The value of a rank, from 0, among those from `first` to before `end`; they are left in another order (Hoare 1961). */
function select(first: usize, end: usize, rank: i32): f32 {
  let low = first;
  let high = end - 4;
  const wanted = first + (<usize>rank << 2);
  while (low < high) {
    const pivot = load<f32>(low + (((high - low) >> 3) << 2));
    let i = low;
    let k = high;
    while (i <= k) {
      while (load<f32>(i) < pivot) i += 4;
      while (load<f32>(k) > pivot) k -= 4;
      if (i > k) break;
      const value = load<f32>(i);
      store<f32>(i, load<f32>(k));
      store<f32>(k, value);
      i += 4;
      k -= 4;
    }
    if (wanted <= k) high = k;
    else if (wanted >= i) low = i;
    else break;
  }
  return load<f32>(wanted);
}
