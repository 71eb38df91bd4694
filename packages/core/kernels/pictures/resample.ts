// Sums are made in f64, as JavaScript makes them: a picture is read to the same bits as by a program in plain TypeScript.

/**
 * Rows in another length: each place of the result takes a weighted sum.
 *
 * @param source f32 `[height, from]`.
 * @param first i32 `[to]`: the first value of each sum.
 * @param starts i32 `[to + 1]`: where its weights begin, f32 in `weights`, and the next one's.
 * @param result f32 `[height, to]`.
 */
export function resampleRows(
  source: usize,
  from: i32,
  height: i32,
  first: usize,
  starts: usize,
  weights: usize,
  to: i32,
  result: usize,
): void {
  for (let row = 0; row < height; row++, source += <usize>from << 2) {
    // As the margin of what was cut out.
    if (isEmpty(source, from)) {
      memory.fill(result, 0, <usize>to << 2);
      result += <usize>to << 2;
      continue;
    }
    for (let column = 0; column < to; column++, result += 4) {
      let at = source + (<usize>load<i32>(first + (<usize>column << 2)) << 2);
      let weight = weights + (<usize>load<i32>(starts + (<usize>column << 2)) << 2);
      const end = weights + (<usize>load<i32>(starts + (<usize>column << 2), 4) << 2);
      let sum: f64 = 0;
      for (; weight < end; weight += 4, at += 4) sum += <f64>load<f32>(weight) * <f64>load<f32>(at);
      store<f32>(result, <f32>sum);
    }
  }
}

/** Whether all of so many values are 0. */
function isEmpty(at: usize, count: i32): bool {
  const end = at + (<usize>count << 2);
  let any = i32x4.splat(0);
  for (; at + 16 <= end; at += 16) any = v128.or(any, v128.load(at));
  let bits: u32 = v128.any_true(any) ? 1 : 0;
  for (; at < end; at += 4) bits |= load<u32>(at);
  return bits == 0;
}

/** Columns in another length: `source` f32 `[from, width]`, `result` f32 `[to, width]`, rounded after each weight. */
export function resampleColumns(
  source: usize,
  width: i32,
  first: usize,
  starts: usize,
  weights: usize,
  to: i32,
  result: usize,
): void {
  const bytes = <usize>width << 2;
  for (let row = 0; row < to; row++, result += bytes) {
    memory.fill(result, 0, bytes);
    let from = source + <usize>load<i32>(first + (<usize>row << 2)) * bytes;
    let weight = weights + (<usize>load<i32>(starts + (<usize>row << 2)) << 2);
    const end = weights + (<usize>load<i32>(starts + (<usize>row << 2), 4) << 2);
    for (; weight < end; weight += 4, from += bytes) add(result, from, width, <f64>load<f32>(weight));
  }
}

/** result += weight · source, over `count` values. */
function add(result: usize, source: usize, count: i32, weight: f64): void {
  const weights = f64x2.splat(weight);
  const paired = result + ((<usize>count & ~1) << 2);
  for (; result < paired; result += 8, source += 8) {
    const sum = f64x2.promote_low_f32x4(v128.load64_zero(result));
    const value = f64x2.promote_low_f32x4(v128.load64_zero(source));
    v128.store64_lane(result, f32x4.demote_f64x2_zero(f64x2.add(sum, f64x2.mul(weights, value))), 0);
  }
  if ((count & 1) != 0) store<f32>(result, <f32>(<f64>load<f32>(result) + weight * <f64>load<f32>(source)));
}
