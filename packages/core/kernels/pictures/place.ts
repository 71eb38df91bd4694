/**
 * A shape scaled down into an input by averaging, its centre of mass in the middle.
 *
 * @param shape f32 `[height, width]`, from 0 to 1.
 * @param fine Pixels of the shape in one of the input, a side.
 * @param pixels u8 `[outHeight, outWidth]`.
 */
export function placeShape(
  shape: usize,
  width: i32,
  height: i32,
  fine: i32,
  outWidth: i32,
  outHeight: i32,
  pixels: usize,
): void {
  let mass: f64 = 0;
  let x: f64 = 0;
  let y: f64 = 0;
  for (let row = 0, at = shape; row < height; row++) {
    for (let column = 0; column < width; column++, at += 4) {
      // Most is empty.
      while (column + 4 < width && !v128.any_true(v128.load(at))) {
        column += 4;
        at += 16;
      }
      const value = <f64>load<f32>(at);
      mass += value;
      x += value * (<f64>column + 0.5);
      y += value * (<f64>row + 0.5);
    }
  }
  const left = rounded((mass == 0 ? <f64>width / 2 : x / mass) - <f64>(outWidth * fine) / 2);
  const top = rounded((mass == 0 ? <f64>height / 2 : y / mass) - <f64>(outHeight * fine) / 2);
  for (let row = 0; row < outHeight; row++) {
    const firstRow = max(0, top + row * fine);
    const lastRow = min(height, top + (row + 1) * fine);
    for (let column = 0; column < outWidth; column++, pixels++) {
      const first = max(0, left + column * fine);
      const last = min(width, left + (column + 1) * fine);
      let sum: f64 = 0;
      for (let v = firstRow; v < lastRow; v++) {
        let u = first;
        while (u + 4 <= last && !v128.any_true(v128.load(shape + (<usize>(v * width + u) << 2)))) u += 4;
        for (; u < last; u++) sum += <f64>load<f32>(shape + (<usize>(v * width + u) << 2));
      }
      store<u8>(pixels, <u8>rounded((255 * sum) / <f64>(fine * fine)));
    }
  }
}

/** Halves upward, as JavaScript rounds. */
// @ts-ignore: decorator
@inline
function rounded(value: f64): i32 {
  return <i32>floor(value + 0.5);
}
