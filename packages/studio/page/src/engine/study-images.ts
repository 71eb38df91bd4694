import { firstImages, noise, type ImageDataset, type Model } from "@nescio/core";
import { imageInput } from "@nescio/core/internal";
import type { Gallery } from "./gallery.js";
import type { OtherImages, StudyImages } from "./study.js";

/** Digits that a rule is studied on, and images of each kind that should be refused. */
const digitsStudied = 500;
const othersStudied = 250;

/** Whether the page's own digits are images of the model's classes. */
export function takesDigits({ network, classes }: Pick<Model, "network" | "classes">): boolean {
  const { height, width, channels } = imageInput(network);
  const isDigits = classes.length === 10 && classes.every((name, digit) => name === String(digit));
  return isDigits && height === 28 && width === 28 && channels === 1;
}

/** The page's own digits, for a model that takes them. */
export function drawnDigits(model: Model, gallery: Gallery): StudyImages {
  return {
    labelled: firstImages(gallery.get("digits"), digitsStudied),
    others: othersOf(model, gallery),
  };
}

/** What is none of the model's classes, as far as the page can tell. */
export function othersOf(model: Model, gallery: Gallery): readonly OtherImages[] {
  const letters = takesDigits(model) ? [{ name: "letters", images: gallery.get("letters") }] : [];
  return [...letters, { name: "noise", images: noiseFor(model, gallery) }].map(({ name, images }) => ({
    name,
    images: firstImages(images, othersStudied),
  }));
}

function noiseFor(model: Model, gallery: Gallery): ImageDataset {
  const drawn = gallery.get("noise");
  const { height, width, channels } = imageInput(model.network);
  if (drawn.height === height && drawn.width === width && drawn.channels === channels) return drawn;
  return noise({ count: othersStudied, height, width, channels, seed: 1 });
}
