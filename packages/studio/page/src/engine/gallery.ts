import { glyphs, NescioError, noise, type ImageDataset } from "@nescio/core";
import type { GallerySet } from "../state/shown.js";

/** Images of a set that the page makes; so many at first, so that whoever draws then need not wait for all of them. */
const count = 1000;
const atFirst = 60;
/** Not a seed that models are trained with, so that these are images that none has seen. */
const seed = 20_261_130;

/** The sets of the gallery: made when they are first looked at. */
export class Gallery {
  /** What the model was trained on, in the order of its training, where that was in the page; and what was kept out of it. */
  #trained: { readonly training: ImageDataset; readonly heldOut: ImageDataset } | undefined;
  /** How often a set was opened. */
  openings = 0;
  readonly #sets = new Map<GallerySet, ImageDataset>();

  /** A whole set. */
  get(name: GallerySet): ImageDataset {
    return this.upTo(name, count);
  }

  /** A set with its first images at least; the others may be there or not. */
  upTo(name: GallerySet, least: number): ImageDataset {
    const found = this.#sets.get(name);
    if (found !== undefined && (name === "opened" || found.count >= Math.min(count, least))) return found;
    const made = this.#make(name, least <= atFirst ? atFirst : count);
    this.#sets.set(name, made);
    return made;
  }

  /** Images of a set in all. */
  total(name: GallerySet): number {
    return name === "opened" ? this.get(name).count : count;
  }

  /** Puts a set that somebody opened in the place of the last one. */
  open(dataset: ImageDataset): void {
    this.#sets.set("opened", dataset);
    this.openings++;
  }

  /** Has what the model was trained on in the page, and opens what it has not seen. */
  openTrained(heldOut: ImageDataset, training: ImageDataset): void {
    this.open(heldOut);
    this.#trained = { heldOut, training };
  }

  /** Another model was trained on something else. */
  forgetTraining(): void {
    this.#trained = undefined;
  }

  get training(): ImageDataset | undefined {
    return this.#trained?.training;
  }

  get heldOut(): ImageDataset | undefined {
    return this.#trained?.heldOut;
  }

  /** The set that somebody opened. */
  get opened(): ImageDataset | undefined {
    return this.#sets.get("opened");
  }

  #make(name: GallerySet, count: number): ImageDataset {
    switch (name) {
      case "digits":
      case "letters":
        return glyphs({ count, seed, kind: name });
      case "noise":
        return noise({ count, height: 28, width: 28, channels: 1, seed });
      case "opened":
        throw new NescioError({
          code: "not-found",
          subject: "gallery",
          expected: "a set of images that was opened",
          found: "none",
          next: "Open IDX files or a folder of images.",
        });
    }
  }
}
