// Small models of every kind, as files.
import {
  createModel,
  convNetwork,
  encodeModel,
  familiarityKinds,
  firstImages,
  fitFamiliarity,
  meanWeights,
  parseRule,
  splitImages,
  selectImages,
  trainMeanField,
  trainPosterior,
} from "nescio";
import { encodeCheckpoint } from "@nescio/core/internal";
import { dense, images, training } from "./inputs.js";
import { joined, parsed } from "./tensors.js";

const shape = { channels: [2], kernel: 3, hidden: [] };
const convolution = convNetwork([6, 6, 1], shape, 2);
const withDropout = convNetwork([6, 6, 1], { ...shape, hidden: [4], dropout: 0.2 }, 2);

/** A posterior, as what it is stored, the rule it decides by, and what else the file says of it. */
const plain = [
  [dense, "mean-field", "single", "quantile:0.5:0.2", {}],
  [convolution, "mean-field", "half", "mutual-information:0.1", { samples: 3, invert: true }],
  [dense, "ensemble", "single", "margin:0.4", { reading: { kind: "ink", box: 4 }, background: "black" }],
  [dense, "mixture", "half", "entropy:0.3", {}],
  [dense, "swag", "half", "max-probability:0.6", {}],
  [dense, "multi-swag", "single", "max-probability:0.6", {}],
  [dense, "laplace", "single", "quantile:0.1:0.5", {}],
  [withDropout, "dropout", "half", "max-probability:0.6", { reading: { kind: "photo", fit: "crop" } }],
  [dense, "sgld", "single", "max-probability:0.6", {}],
  [convolution, "point", "single", "max-probability:0.6", {}],
];

/** Models of several kinds, as files without a checksum: with one, hardly a change would get any further. */
export function modelFiles() {
  return (made ??= makeModelFiles());
}

let made;

async function makeModelFiles() {
  const files = [];
  for (const [network, posterior, precision, rule, facts] of plain) {
    const result = await trained(network, posterior, images);
    const model = createModel(result, {
      ...{ dataset: images, preset: "default", images: 30, heldOut: 10, rule: parseRule(rule) },
      ...facts,
    });
    files.push(withoutChecksum(encodeModel(model, { precision })));
  }
  return [...files, ...(await familiarFiles())];
}

const members = new Set(["ensemble", "mixture", "multi-swag"]);

function trained(network, posterior, dataset) {
  return trainPosterior(network, dataset, {
    ...training,
    posterior,
    ...(members.has(posterior) ? { members: 2 } : {}),
  });
}

/** Models that know what is familiar, by each kind, with a calibrated rule and prediction sets. */
async function familiarFiles() {
  const sizes = { training: 24, validation: 0, familiarity: 8, promise: 8 };
  const places = splitImages(images, sizes, { seed: 1 });
  const [own, heldOut] = [places.training, places.familiarity].map((part) => selectImages(images, part));
  const rule = {
    ...parseRule("max-probability:0.6+familiarity:0.2"),
    calibration: {
      ...{ contract: { maxRefusal: 0.3 }, dataset: "stripes", images: 8, samples: 3, seed: 1 },
      ...{ answered: 0.75, error: 0 },
    },
    sets: { method: "lac", coverage: 0.9, threshold: 0.8, images: 8 },
  };
  const result = await trained(convolution, "mean-field", own);
  const files = [];
  for (const { kind } of familiarityKinds) {
    const familiarity = await fitFamiliarity(convolution, meanWeights(result.posterior), own, heldOut, {
      ...{ kind, seed: 1, threads: 1, dimensions: 4, bankSize: 20, neighbours: 2 },
    });
    const facts = {
      dataset: images,
      preset: "auto",
      rule,
      familiarity,
      images: 24,
      split: { seed: 1, ...sizes },
    };
    files.push(withoutChecksum(encodeModel(createModel(result, facts), { precision: "half" })));
  }
  return files;
}

export async function checkpointFiles() {
  const kept = [];
  await trainMeanField(dense, firstImages(images, 40), {
    ...training,
    onCheckpoint: (checkpoint) => void kept.push(checkpoint),
  });
  return kept.map((checkpoint) => withoutChecksum(encodeCheckpoint(checkpoint, "key")));
}

function withoutChecksum(bytes) {
  const { header, data } = parsed(bytes);
  delete header.__metadata__["nescio.crc32"];
  return joined(JSON.stringify(header), data);
}
