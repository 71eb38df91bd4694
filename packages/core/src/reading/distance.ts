/**
 * Squared Euclidean distance of each pixel to the nearest one that is set, exact (Felzenszwalb & Huttenlocher 2012).
 * Infinity where none is set.
 *
 * @param set `[height, width]`, not 0 where set.
 */
export function squaredDistances(set: Uint8Array, width: number, height: number): Float64Array {
  const result = alongColumns(set, width, height);
  const line = new Parabolas(width);
  for (let row = 0; row < height; row++) line.transform(result, row * width, width);
  return result;
}

/** Squared distance of each pixel to the nearest of its column that is set. */
function alongColumns(set: Uint8Array, width: number, height: number): Float64Array {
  const result = new Float64Array(set.length);
  const last = new Float64Array(width);
  last.fill(-Infinity);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      if (set[at] !== 0) last[column] = row;
      result[at] = row - last[column];
    }
  }
  last.fill(Infinity);
  for (let row = height - 1, at = set.length - 1; row >= 0; row--) {
    for (let column = width - 1; column >= 0; column--, at--) {
      if (set[at] !== 0) last[column] = row;
      result[at] = Math.min(result[at], last[column] - row) ** 2;
    }
  }
  return result;
}

/** The lower envelope of parabolas along a row. */
class Parabolas {
  private readonly values: Float64Array;
  private readonly places: Int32Array;
  private readonly bounds: Float64Array;

  constructor(longest: number) {
    this.values = new Float64Array(longest);
    this.places = new Int32Array(longest);
    this.bounds = new Float64Array(longest + 1);
  }

  transform(data: Float64Array, start: number, length: number): void {
    const { values, places, bounds } = this;
    for (let i = 0; i < length; i++) values[i] = data[start + i];
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
      data[start + q] = (q - p) ** 2 + values[p];
    }
  }
}
