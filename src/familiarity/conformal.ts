/**
 * Conformal p-values (Vovk, Gammerman, Shafer 2005, section 2.2): (1 + #{calibration scores that are no higher}) /
 * (their number + 1). Where a score and the calibration scores are exchangeable, P(p ≤ α) ≤ α. A score that is not a
 * number is as unfamiliar as any can be.
 *
 * @param calibration In increasing order.
 */
export function conformalPValues(scores: ArrayLike<number>, calibration: Float32Array): Float32Array {
  return Float32Array.from(scores, (score) => {
    let low = 0;
    let high = calibration.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (calibration[middle] <= score) low = middle + 1;
      else high = middle;
    }
    return (1 + low) / (calibration.length + 1);
  });
}
