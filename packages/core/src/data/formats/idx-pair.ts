import type { DataFormat } from "../format.js";
import { idxDataset, parseIdxImages, parseIdxLabels } from "../idx.js";

/** Two IDX files: the images, and one label for each. */
export const idxPair: DataFormat = {
  name: "IDX",
  filesFor: (files) => files,
  read([images, labels], { name, classes }, sources) {
    return idxDataset({
      name,
      images: parseIdxImages(images.content, images.path),
      imagesFile: images.path,
      labels: parseIdxLabels(labels.content, labels.path),
      labelsFile: labels.path,
      classes,
      sources,
    });
  },
};
