import { NescioError } from "../errors.js";

function partition(values: Float64Array, pivot: number, from: number, to: number): number {
  // Lomuto's scheme without a branch on the comparison: at random data every second branch would be
  // mispredicted, which costs more than the extra stores (2 times faster than Hoare's scheme at 100 values).
  let end = from;
  for (let i = from; i <= to; i++) {
    const x = values[i];
    values[i] = values[end];
    values[end] = x;
    end += Number(x < pivot);
  }
  return end;
}

function partitionEqual(values: Float64Array, pivot: number, from: number, to: number): number {
  let end = from;
  for (let i = from; i <= to; i++) {
    const x = values[i];
    values[i] = values[end];
    values[end] = x;
    end += Number(x <= pivot);
  }
  return end;
}

/**
 * Rearranges `values` so that the k-th smallest (from 0) stands at `k`, nothing before it is greater and nothing
 * after it smaller, and returns it. Quickselect with median-of-three pivots; sorts what is left when the
 * pivots keep failing, so the worst case is n log n. No NaN; `0 ≤ k < values.length`.
 */
export function selectInPlace(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  let rounds = 8 + 4 * Math.ceil(Math.log2(values.length));
  while (low < high) {
    if (rounds-- === 0) {
      values.subarray(low, high + 1).sort();
      break;
    }
    const a = values[low];
    const b = values[(low + high) >>> 1];
    const c = values[high];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    const smaller = partition(values, pivot, low, high);
    if (k < smaller) high = smaller - 1;
    else {
      const larger = partitionEqual(values, pivot, smaller, high);
      if (k < larger) break;
      low = larger;
    }
  }
  return values[k];
}

function interpolate(below: number, above: number, fraction: number): number {
  if (below === above) return below;
  const difference = above - below;
  // Both forms, as NumPy: each end is then met exactly, and the result never decreases with the fraction.
  return fraction < 0.5 ? below + difference * fraction : above - difference * (1 - fraction);
}

const identity = (x: number): number => x;

/**
 * The q-quantile of `increasing(values)` as NumPy's `quantile(…, method="linear")`, without evaluating
 * `increasing` at more than the two neighbouring order statistics. `values` is used as scratch space: it is
 * left in another order. At least one value, no NaN; `q` in [0, 1]; infinite values only where `increasing`
 * makes them finite.
 */
export function quantileInPlace(values: Float64Array, q: number, increasing = identity): number {
  const position = (values.length - 1) * q;
  const index = Math.floor(position);
  const below = increasing(selectInPlace(values, index));
  if (position === index) return below;
  let next = values[index + 1];
  for (let i = index + 2; i < values.length; i++) if (values[i] < next) next = values[i];
  return interpolate(below, increasing(next), position - index);
}

/**
 * The q-quantile of finite `values`, with linear interpolation between neighbours as NumPy's
 * `percentile(values, 100 * q)`. `values` is not changed.
 *
 * @param q - Share in [0, 1]; 0.5 is the median.
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (!(q >= 0 && q <= 1)) {
    throw new NescioError({
      code: "invalid-option",
      subject: "quantile",
      expected: "q from 0 to 1",
      found: String(q),
      next: "A percentage is to be divided by 100.",
    });
  }
  const scratch = Float64Array.from(values);
  const bad = scratch.findIndex((value) => !Number.isFinite(value));
  if (scratch.length === 0 || bad >= 0) {
    throw new NescioError({
      code: "invalid-data",
      subject: "quantile",
      expected: "at least one value, all finite",
      found: bad >= 0 ? `${scratch[bad]} at index ${bad}` : "none",
    });
  }
  return quantileInPlace(scratch, q);
}
