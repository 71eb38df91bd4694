// The machine: it runs a stretch of instructions, 32-bit words. An instruction is
//   [kernel, words, …operands]
// where `kernel` is the place of an exported function in the table that the host fills, and `words` the length of all.

/** Runs the instructions from one address up to another. */
export function run(from: usize, end: usize): void {
  while (from < end) {
    call_indirect<void>(load<u32>(from), from + 8);
    from += <usize>load<u32>(from, 4) << 2;
  }
}

/** Words of a step of a loop. */
const STEP: usize = 9;

/**
 * A loop over elements, a block at a time, so that what one step writes and the next one reads stays in the nearest cache.
 *   [elements, block, …steps], each step [kernel, to, toStep, a, aStep, b, bStep, c, cStep]
 * `elements` is above 0 and `block` a multiple of 4. The low half of a step's `…Step` is what its kernel is told: the bytes
 * for four elements. The high half is how far the address moves on for every four elements of the blocks before.
 */
export function loop(at: usize): void {
  const end = at - 8 + (<usize>load<u32>(at - 4) << 2);
  const elements = load<i32>(at);
  const block = load<i32>(at, 4);
  const steps = at + 8;
  for (let start = 0; start < elements; start += block) {
    const count = min(block, elements - start);
    const fours = <usize>start >> 2;
    for (let step = steps; step < end; step += STEP << 2) {
      const to = load<u32>(step, 8), a = load<u32>(step, 16), b = load<u32>(step, 24), c = load<u32>(step, 32);
      call_indirect<void>(
        load<u32>(step),
        <usize>load<u32>(step, 4) + fours * <usize>(to >> 16),
        <usize>load<u32>(step, 12) + fours * <usize>(a >> 16),
        <usize>(a & 0xffff),
        <usize>load<u32>(step, 20) + fours * <usize>(b >> 16),
        <usize>(b & 0xffff),
        <usize>load<u32>(step, 28) + fours * <usize>(c >> 16),
        <usize>(c & 0xffff),
        count,
      );
    }
  }
}

// Sums over all of a loop: `c` counts the elements before the block. Single precision is added up in double precision, kept
// behind the sum.

export function totalF64(to: usize, a: usize, _aStep: usize, _b: usize, _bStep: usize, c: usize, _cStep: usize, count: i32): void {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  let i = count;
  for (; i >= 4; i -= 4) {
    s0 = f64x2.add(s0, v128.load(a));
    s1 = f64x2.add(s1, v128.load(a, 16));
    a += 32;
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; i > 0; i--) {
    sum += load<f64>(a);
    a += 8;
  }
  store<f64>(to, c == 0 ? sum : load<f64>(to) + sum);
}

export function totalF32(to: usize, a: usize, _aStep: usize, _b: usize, _bStep: usize, c: usize, _cStep: usize, count: i32): void {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  let i = count;
  for (; i >= 4; i -= 4) {
    const x = v128.load(a);
    s0 = f64x2.add(s0, f64x2.promote_low_f32x4(x));
    s1 = f64x2.add(s1, f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3)));
    a += 16;
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; i > 0; i--) {
    sum += <f64>load<f32>(a);
    a += 4;
  }
  if (c != 0) sum += load<f64>(to, 8);
  store<f64>(to, sum, 8);
  store<f32>(to, <f32>sum);
}

// Steps that read what does not lie in a row: `a` is the address of [axes, …extents, …byte strides, address], `c` counts the
// elements before the block.

/** Four copies of a scalar: what a kernel reads again and again. */
export function splat32(to: usize, a: usize, _aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, _count: i32): void {
  v128.store(to, v128.load32_splat(a));
}

export function splat64(to: usize, a: usize, _aStep: usize, _b: usize, _bStep: usize, _c: usize, _cStep: usize, _count: i32): void {
  const x = v128.load64_splat(a);
  v128.store(to, x);
  v128.store(to, x, 16);
}

export function read32(to: usize, a: usize, _aStep: usize, _b: usize, _bStep: usize, c: usize, _cStep: usize, count: i32): void {
  readView<u32>(to, a, <i32>c, count);
}

export function read64(to: usize, a: usize, _aStep: usize, _b: usize, _bStep: usize, c: usize, _cStep: usize, count: i32): void {
  readView<u64>(to, a, <i32>c, count);
}

// @ts-ignore: decorator
@inline
function readView<T>(to: usize, view: usize, start: i32, count: i32): void {
  const axes = load<i32>(view);
  const extents = view + 4;
  const strides = extents + (<usize>axes << 2);
  const last = <usize>(axes - 1) << 2;
  const extent = load<i32>(extents + last);
  const stride = <usize>load<i32>(strides + last);
  const base = <usize>load<u32>(strides + (<usize>axes << 2));
  let row = start / extent;
  let column = start - row * extent;
  while (count > 0) {
    // Where this row starts.
    let from = base + <usize>column * stride;
    let rest = row;
    for (let axis = axes - 2; axis >= 0; axis--) {
      const e = load<i32>(extents + (<usize>axis << 2));
      const q = rest / e;
      from += <usize>(rest - q * e) * <usize>load<i32>(strides + (<usize>axis << 2));
      rest = q;
    }
    const length = min(extent - column, count);
    for (let i = 0; i < length; i++) {
      store<T>(to, load<T>(from));
      to += sizeof<T>();
      from += stride;
    }
    count -= length;
    column = 0;
    row++;
  }
}
