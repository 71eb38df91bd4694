// Roots of unity, from Taylor series on [0, π/4] that are exact to the rounding of f64.

/** cos(2πk/n) and sin(2πk/n), 0 ≤ k < n < 2²⁸, as two f64 at `cos` and `sin`. */
export function storeUnitRoot(k: i32, n: i32, cos: usize, sin: usize): void {
  const octant = (8 * k) / n;
  const rest = 8 * k - octant * n;
  // Odd octants are run through backwards, so that the angle is small and its numerator an exact integer.
  const angle = ((<f64>(octant & 1 ? n - rest : rest) * (Math.PI / 4.0)) / <f64>n);
  const c = cosine(angle), s = sine(angle);
  const isSwapped = ((octant + 1) & 2) != 0;
  const x = isSwapped ? s : c, y = isSwapped ? c : s;
  store<f64>(cos, octant >= 2 && octant < 6 ? -x : x);
  store<f64>(sin, octant >= 4 ? -y : y);
}

// @ts-ignore: decorator
@inline
function sine(x: f64): f64 {
  const z = x * x;
  let p: f64 = 1.0 / 355687428096000.0;
  p = p * z - 1.0 / 1307674368000.0;
  p = p * z + 1.0 / 6227020800.0;
  p = p * z - 1.0 / 39916800.0;
  p = p * z + 1.0 / 362880.0;
  p = p * z - 1.0 / 5040.0;
  p = p * z + 1.0 / 120.0;
  p = p * z - 1.0 / 6.0;
  return x + x * z * p;
}

// @ts-ignore: decorator
@inline
function cosine(x: f64): f64 {
  const z = x * x;
  let p: f64 = 1.0 / 20922789888000.0;
  p = p * z - 1.0 / 87178291200.0;
  p = p * z + 1.0 / 479001600.0;
  p = p * z - 1.0 / 3628800.0;
  p = p * z + 1.0 / 40320.0;
  p = p * z - 1.0 / 720.0;
  p = p * z + 1.0 / 24.0;
  return 1.0 - (0.5 * z - z * z * p);
}
