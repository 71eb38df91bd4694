// Instructions that move numbers between views: an array's numbers in another order, or a part of them. A view is given by
// the byte strides of its axes; what is read and what is written have the same extents.

/** [address, bytes]: zeros. */
export function zero(at: usize): void {
  memory.fill(load<u32>(at), 0, load<u32>(at, 4));
}

/** [to, from, bytes] */
export function copyBytes(at: usize): void {
  memory.copy(load<u32>(at), load<u32>(at, 4), load<u32>(at, 8));
}

// [to, from, axes, …extents, …strides of to, …strides of from], at least one axis.

/** Writes the view `from` to the view `to`. */
export function move32(at: usize): void { move<u32>(at, false); }
export function move64(at: usize): void { move<u64>(at, false); }

/** Adds the view `from` to the view `to`, whose entries may overlap: in order, the last axis first. */
export function accumulateF32(at: usize): void { move<f32>(at, true); }
export function accumulateF64(at: usize): void { move<f64>(at, true); }
export function accumulateI32(at: usize): void { move<i32>(at, true); }

// @ts-ignore: decorator
@inline
function move<T>(at: usize, adds: bool): void {
  const axes = load<i32>(at, 8);
  const extents = at + 12;
  const toStrides = extents + (<usize>axes << 2);
  const fromStrides = toStrides + (<usize>axes << 2);
  const last = <usize>(axes - 1) << 2;
  const length = load<i32>(extents + last);
  const toStride = <usize>load<i32>(toStrides + last);
  const fromStride = <usize>load<i32>(fromStrides + last);
  let rows = 1;
  for (let axis = 0; axis < axes - 1; axis++) rows *= load<i32>(extents + (<usize>axis << 2));
  for (let row = 0; row < rows; row++) {
    let to = <usize>load<u32>(at), from = <usize>load<u32>(at, 4);
    let rest = row;
    for (let axis = axes - 2; axis >= 0; axis--) {
      const e = load<i32>(extents + (<usize>axis << 2));
      const q = rest / e;
      const i = <usize>(rest - q * e);
      to += i * <usize>load<i32>(toStrides + (<usize>axis << 2));
      from += i * <usize>load<i32>(fromStrides + (<usize>axis << 2));
      rest = q;
    }
    for (let i = 0; i < length; i++) {
      store<T>(to, adds ? load<T>(to) + load<T>(from) : load<T>(from));
      to += toStride;
      from += fromStride;
    }
  }
}
