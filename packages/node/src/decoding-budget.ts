import { largestPicture } from "@nescio/core/internal";

let free = largestPicture;
const waiting: { readonly pixels: number; readonly start: () => void }[] = [];

/**
 * Runs work on a picture of so many pixels, at most `largestPicture`, as soon as all that is under way has no more than that together: many
 * small pictures are decoded at a time, large ones one after the other.
 */
export async function withinBudget<T>(pixels: number, work: () => Promise<T>): Promise<T> {
  if (waiting.length > 0 || pixels > free) {
    await new Promise<void>((start) => waiting.push({ pixels, start }));
  } else {
    free -= pixels;
  }
  try {
    return await work();
  } finally {
    free += pixels;
    while (waiting.length > 0 && waiting[0].pixels <= free) {
      const next = waiting.shift()!;
      free -= next.pixels;
      next.start();
    }
  }
}
