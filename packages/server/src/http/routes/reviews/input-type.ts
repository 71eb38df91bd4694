import type { Review } from "../../../reviews/review.js";

const images = ["png", "jpeg", "webp", "gif", "bmp", "tiff"].map((kind) => `image/${kind}`);
const other = "application/octet-stream";

/** What inputs are sent as: types that a browser shows without running anything, and bytes. */
export const inputTypes: readonly string[] = [...images, "application/json", other];

/** The headers that a review's input is sent with: its type comes from whoever sent the input, and is not believed. */
export function inputHeaders({ id, input }: Review): Record<string, string> {
  const given = input.mediaType.replace(/;.*/s, "").trim().toLowerCase();
  const type = inputTypes.includes(given) ? given : other;
  return {
    "Content-Type": type,
    "Content-Disposition": images.includes(type) ? "inline" : `attachment; filename="${id}"`,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  };
}
