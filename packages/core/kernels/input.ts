import { Control } from "./control";
import { splat } from "./simd";

/**
 * Unit = one panel: reads 8 images of the batch from `pixels` (uint8 [count][height][length]) in the order given by
 * `order` and writes them as a panel of `rows` features, the row of ones included: rows of pixels lie `pitch` features
 * apart from the feature `first` on, because a convolution may want a border around them. `scaling` (f32
 * [channels][2]) has what a channel's values are multiplied by, and what is added. `squares` (0: none) receives x².
 * Places past the end of the batch are zero, their ones too, so that they add nothing anywhere.
 */
export function gatherPixels(
  panel: i32, _scratch: usize, control: usize,
  pixels: usize, order: usize, height: i32, length: i32, channels: i32, scaling: usize,
  pitch: i32, first: i32, rows: i32, x: usize, squares: usize,
): void {
  const c = changetype<Control>(control);
  const size = height * length;
  const bytes = <usize>rows * 32;
  const to = x + <usize>panel * bytes;
  const across = length / channels;
  for (let lane = 0; lane < 8; lane++) {
    const place = panel * 8 + lane;
    const full = place < c.count;
    let image: usize = 0;
    if (full) image = pixels + <usize>load<u32>(order + (<usize>(c.start + place) << 2)) * <usize>size;
    for (let row = 0; row < height; row++) {
      let at = to + (<usize>(first + row * pitch) << 5) + (<usize>lane << 2);
      if (full) {
        for (let channel = 0; channel < channels; channel++) {
          const factor = load<f32>(scaling + (<usize>channel << 3));
          const addend = load<f32>(scaling + (<usize>channel << 3), 4);
          let from = image + channel;
          let value = at + (<usize>channel << 5);
          for (let i = 0; i < across; i++) {
            store<f32>(value, <f32>load<u8>(from) * factor + addend);
            from += channels;
            value += <usize>channels << 5;
          }
        }
        image += length;
      } else {
        for (let i = 0; i < length; i++) {
          store<f32>(at, 0.0);
          at += 32;
        }
      }
    }
    store<f32>(to + (<usize>(rows - 1) << 5) + (<usize>lane << 2), full ? 1.0 : 0.0);
  }
  squareOf(to, squares, panel, bytes);
}

/** Squares the panel at `from` into its place in `squares`, where they are wanted. */
// @ts-ignore: decorator
@inline
function squareOf(from: usize, squares: usize, panel: i32, bytes: usize): void {
  if (!squares) return;
  const to = squares + <usize>panel * bytes;
  for (let i: usize = 0; i < bytes; i += 16) {
    const v = v128.load(from + i);
    v128.store(to + i, f32x4.mul(v, v));
  }
}

/**
 * The same for rows of numbers: unit = one panel, reads 8 rows of `values` (f32 [count][length]) in the order given by `order`.
 * `scaling` (f32 [length][2]) has what each column's values are multiplied by, and what is added. `ones`: whether a row of ones
 * follows, for a bias.
 */
export function gatherRows(
  panel: i32, _scratch: usize, control: usize,
  values: usize, order: usize, length: i32, scaling: usize, ones: i32, x: usize, squares: usize,
): void {
  const c = changetype<Control>(control);
  const rows = ones ? length + 1 : length;
  const bytes = <usize>rows * 32;
  const to = x + <usize>panel * bytes;
  for (let lane = 0; lane < 8; lane++) {
    const place = panel * 8 + lane;
    let at = to + (<usize>lane << 2);
    if (place >= c.count) {
      for (let i = 0; i < rows; i++, at += 32) store<f32>(at, 0.0);
      continue;
    }
    let from = values + (<usize>load<u32>(order + (<usize>(c.start + place) << 2)) * <usize>length << 2);
    let scale = scaling;
    for (let i = 0; i < length; i++) {
      store<f32>(at, load<f32>(from) * load<f32>(scale) + load<f32>(scale, 4));
      at += 32;
      from += 4;
      scale += 8;
    }
    if (ones) store<f32>(at, 1.0);
  }
  squareOf(to, squares, panel, bytes);
}

/** Unit = one panel: sets the row of ones (row `features`) of an activation panel, zero past the batch's end. */
// @ts-ignore: decorator
@inline
export function writeOnes(panel: usize, features: i32, first: i32, count: i32): void {
  const row = panel + (<usize>features << 5);
  const left = i32x4.splat(count - first);
  const one = splat(1.0);
  v128.store(row, v128.and(one, i32x4.gt_s(left, i32x4(0, 1, 2, 3))));
  v128.store(row, v128.and(one, i32x4.gt_s(left, i32x4(4, 5, 6, 7))), 16);
}
