/**
 * Whether α turns an image of this p-value away. p-values are 32-bit floats, and α is compared as one too: of 999 held-out
 * images the least p-value is 1/1000, which as a 32-bit float is a little more than 0.001.
 */
export function isUnfamiliar(pValue: number, alpha: number): boolean {
  return Math.fround(pValue) <= Math.fround(alpha);
}
