import type { GallerySet } from "../state/shown.js";
import type { Gallery } from "./gallery.js";
import type { Seen } from "./verdict.js";

/** Images of a set, one after the other. */
export interface GalleryImages extends Seen {
  /** Images in the set. */
  readonly total: number;
  /** What they show, where the set says so. */
  readonly names: readonly string[] | undefined;
}

/** At most `count` images of a set, from one on; fewer where it ends. */
export function galleryImages(
  gallery: Gallery,
  name: GallerySet,
  from: number,
  count: number,
): GalleryImages {
  const set = gallery.upTo(name, from + count);
  const { height, width, channels, labels, classes } = set;
  const to = Math.min(set.count, from + count);
  const size = height * width * channels;
  return {
    pixels: set.pixels.slice(from * size, to * size),
    ...{ height, width, channels },
    total: gallery.total(name),
    names: labels && Array.from(labels.subarray(from, to), (label) => classes[label]),
  };
}
