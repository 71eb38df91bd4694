import type { GallerySet, Shown } from "../state/shown.js";

/** Images of a set, as a single one is called. */
export const setNames: Readonly<Record<GallerySet, string>> = {
  digits: "digit",
  letters: "letter",
  noise: "white noise",
  opened: "image",
};

/** What the pad shows, in a few words. */
export function nameOf(shown: Shown): string {
  switch (shown.kind) {
    case "drawing": {
      const { length } = shown.strokes;
      if (length === 0) return "Drawing pad, empty";
      return `Drawing pad, ${length} ${length === 1 ? "stroke" : "strokes"}`;
    }
    case "image":
      return `Drawing pad, shows ${setNames[shown.set]} ${shown.index + 1} of the gallery`;
    case "picture":
      return `Drawing pad, shows the picture ${shown.name}`;
  }
}
