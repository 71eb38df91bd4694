/**
 * Squared Euclidean distance of each pixel to the nearest one that is set, exact (Felzenszwalb & Huttenlocher 2012).
 * Infinity where none is set.
 *
 * @param set `[height, width]`, not 0 where set.
 */
export function squaredDistances(set: Uint8Array, width: number, height: number): Float64Array {
  const result = Float64Array.from(set, (value) => (value === 0 ? Infinity : 0));
  const line = new Parabolas(Math.max(width, height));
  for (let column = 0; column < width; column++) line.transform(result, column, width, height);
  for (let row = 0; row < height; row++) line.transform(result, row * width, 1, width);
  return result;
}

/** The lower envelope of parabolas along a line. */
class Parabolas {
  private readonly values: Float64Array;
  private readonly places: Int32Array;
  private readonly bounds: Float64Array;

  constructor(longest: number) {
    this.values = new Float64Array(longest);
    this.places = new Int32Array(longest);
    this.bounds = new Float64Array(longest + 1);
  }

  transform(data: Float64Array, start: number, step: number, length: number): void {
    const { values, places, bounds } = this;
    for (let i = 0; i < length; i++) values[i] = data[start + i * step];
    let last = -1;
    for (let q = 0; q < length; q++) {
      if (values[q] === Infinity) continue;
      let crossing = -Infinity;
      while (last >= 0) {
        const p = places[last];
        crossing = (values[q] + q * q - values[p] - p * p) / (2 * (q - p));
        if (crossing > bounds[last]) break;
        last--;
      }
      last++;
      places[last] = q;
      bounds[last] = last === 0 ? -Infinity : crossing;
      bounds[last + 1] = Infinity;
    }
    if (last < 0) return;
    for (let q = 0, k = 0; q < length; q++) {
      while (bounds[k + 1] < q) k++;
      const p = places[k];
      data[start + q * step] = (q - p) ** 2 + values[p];
    }
  }
}
