// Gathering and scattering: places in an array that other arrays' whole numbers name. An instruction is
//   [to, from, axes, …extents, …byte strides in the whole, indices, (address, extent, byte stride in the whole,
//    …byte strides of the index array along the axes) each]
// The axes are those of the part: of what is gathered, or of the updates, which lies in a row. Indices out of range name no
// place: what is gathered there is NaN (0 for whole numbers), what is scattered there is dropped.

/** An offset that no place has; those of views that run backwards are negative. */
const NOWHERE: i32 = i32.MIN_VALUE;

/** The byte offset of a place in the whole, or `NOWHERE`. */
// @ts-ignore: decorator
@inline
function place(at: usize, axes: i32, entry: i32): i32 {
  const extents = at + 12;
  const strides = extents + (<usize>axes << 2);
  const indices = strides + (<usize>axes << 2);
  const count = load<i32>(indices);
  const words = <usize>(3 + axes) << 2;
  let offset = 0;
  let i = entry;
  for (let axis = axes - 1; axis >= 0; axis--) {
    const e = load<i32>(extents + (<usize>axis << 2));
    const q = i / e;
    offset += (i - q * e) * load<i32>(strides + (<usize>axis << 2));
    i = q;
  }
  for (let n = 0; n < count; n++) {
    const index = indices + 4 + <usize>n * words;
    let from = <usize>load<u32>(index);
    let j = entry;
    for (let axis = axes - 1; axis >= 0; axis--) {
      const e = load<i32>(extents + (<usize>axis << 2));
      const q = j / e;
      from += <usize>(j - q * e) * <usize>load<i32>(index + 12 + (<usize>axis << 2));
      j = q;
    }
    const value = load<i32>(from);
    if (<u32>value >= load<u32>(index, 4)) return NOWHERE;
    offset += value * load<i32>(index, 8);
  }
  return offset;
}

// @ts-ignore: decorator
@inline
function sizeOf(at: usize, axes: i32): i32 {
  let size = 1;
  for (let axis = 0; axis < axes; axis++) size *= load<i32>(at + 12 + (<usize>axis << 2));
  return size;
}

// @ts-ignore: decorator
@inline
function gather<T>(at: usize): void {
  const axes = load<i32>(at, 8);
  const size = sizeOf(at, axes);
  let to = <usize>load<u32>(at);
  const from = <usize>load<u32>(at, 4);
  for (let i = 0; i < size; i++) {
    const offset = place(at, axes, i);
    store<T>(to, offset == NOWHERE ? (isFloat<T>() ? <T>NaN : <T>0) : load<T>(from + <usize>offset));
    to += sizeof<T>();
  }
}

// @ts-ignore: decorator
@inline
function scatter<T>(at: usize, adds: bool): void {
  const axes = load<i32>(at, 8);
  const size = sizeOf(at, axes);
  const to = <usize>load<u32>(at);
  let from = <usize>load<u32>(at, 4);
  for (let i = 0; i < size; i++) {
    const offset = place(at, axes, i);
    if (offset != NOWHERE) {
      const x = load<T>(from);
      store<T>(to + <usize>offset, adds ? load<T>(to + <usize>offset) + x : x);
    }
    from += sizeof<T>();
  }
}

export function gatherF64(at: usize): void { gather<f64>(at); }
export function gatherF32(at: usize): void { gather<f32>(at); }
export function gatherI32(at: usize): void { gather<i32>(at); }
export function scatterF64(at: usize): void { scatter<f64>(at, false); }
export function scatterF32(at: usize): void { scatter<f32>(at, false); }
export function scatterI32(at: usize): void { scatter<i32>(at, false); }
export function scatterAddF64(at: usize): void { scatter<f64>(at, true); }
export function scatterAddF32(at: usize): void { scatter<f32>(at, true); }
export function scatterAddI32(at: usize): void { scatter<i32>(at, true); }
