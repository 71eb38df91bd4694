import { encode } from "fast-png";

/** Base64 without Node's Buffer, so that a report can be made in a browser too. */
function base64(bytes: Uint8Array): string {
  let binary = "";
  const chunk = 8192;
  for (let i = 0; i < bytes.length; i += chunk) {
    binary += String.fromCharCode(...bytes.subarray(i, i + chunk));
  }
  return btoa(binary);
}

/**
 * One image as a PNG data URI. Pixels are `uint8` `[height, width, channels]`, 1 to 4 channels
 * (grey, grey + alpha, RGB, RGBA). An image of its own for each item, rather than a sprite sheet: the alternative
 * text and the enlarged view stay simple, for some 70 bytes of PNG frame each.
 */
export function pngDataUri(pixels: Uint8Array, width: number, height: number, channels: number): string {
  const png = encode({ data: pixels, width, height, channels, depth: 8 }, { zlib: { level: 9 } });
  return `data:image/png;base64,${base64(png)}`;
}
