import { useEffect, useState } from "react";
import type { GalleryImages } from "../engine/gallery-images.js";
import type { Seen } from "../engine/verdict.js";
import { isBlank, type GallerySet } from "../state/shown.js";
import { useStore } from "../state/store.js";
import { problemOfPassed } from "./problems-pass.js";

/** An image of a set of the gallery. */
export interface GalleryImage {
  readonly image: Seen;
  /** What it shows, where the set says so. */
  readonly name: string | undefined;
}

/** The first images of a set, and how many it has; undefined until they are there. */
export function useGallery(
  set: GallerySet,
  count: number,
): { readonly images: readonly GalleryImage[]; readonly total: number } | undefined {
  const { state, dispatch, studio } = useStore();
  // What somebody came for is answered first.
  const isIdle = state.model !== undefined && (isBlank(state.shown) || state.verdict !== undefined);
  const [found, setFound] = useState<{ readonly images: readonly GalleryImage[]; readonly total: number }>();
  const have = found?.images.length ?? 0;
  useEffect(() => {
    if (!isIdle || have >= count || have === found?.total) return;
    let isOver = false;
    studio.answering.galleryImages(set, have, count - have).then(
      (more) =>
        isOver ||
        setFound((before) => ({ images: [...(before?.images ?? []), ...apart(more)], total: more.total })),
      (error: unknown) => isOver || dispatch({ type: "failed", problem: problemOfPassed(error) }),
    );
    return () => {
      isOver = true;
    };
  }, [isIdle, set, count, have, found?.total, dispatch, studio]);
  return found;
}

function apart({ pixels, height, width, channels, names }: GalleryImages): GalleryImage[] {
  const size = height * width * channels;
  return Array.from({ length: pixels.length / size }, (_, i) => ({
    image: { pixels: pixels.subarray(i * size, (i + 1) * size), height, width, channels },
    name: names?.[i],
  }));
}
