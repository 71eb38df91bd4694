// What is fuzzed: how a mutant is made, and what is done with it. A mutant is files: names and bytes.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { decodeModel, encodeModel, readPicture, trainMeanField } from "nescio";
import { decodePicture, loadDataset } from "nescio/node";
import { decodeCheckpoint } from "@nescio/core/internal";
import * as inputs from "./inputs.js";
import { mutateBytes, mutateJson, pick, textOf } from "./mutate.js";

const once = (make) => {
  let made;
  return () => (made ??= make());
};
const models = once(inputs.modelFiles);
const checkpoints = once(inputs.checkpointFiles);
const pictures = once(inputs.pictures);

/** Of a safetensors file: its bytes, its header, or the JSON under `key` in its metadata changed. */
function mutateTensors(random, file, files, key) {
  if (key === undefined) return mutateBytes(random, file, files);
  const { header, data } = inputs.parsed(file);
  if (random.integer(4) === 0) return inputs.joined(textOf(mutateJson(random, header)), data);
  const text = textOf(mutateJson(random, JSON.parse(header.__metadata__[key])));
  header.__metadata__[key] = text;
  return inputs.joined(JSON.stringify(header), data);
}

/** Used as one would, where it is taken. */
async function useModel(bytes) {
  const model = decodeModel(bytes, "mutant");
  encodeModel(model);
  const [height, width, channels] = model.network.input;
  const pixels = new Uint8Array(height * width * channels).fill(100);
  const image = { name: "one", count: 1, height, width, channels, pixels, classes: [] };
  await model.posterior.predict(image, { samples: 2, threads: 1 });
}

async function useCheckpoint(bytes) {
  const resume = decodeCheckpoint(bytes, "key", "mutant");
  await trainMeanField(inputs.dense, inputs.images, { ...inputs.training, resume });
}

async function usePicture(bytes) {
  const picture = await decodePicture("mutant", { bytes });
  const shape = { height: 28, width: 28, channels: 1 };
  for (const kind of ["photo", "ink"]) readPicture(picture, shape, { kind });
}

/** The mutant's files, written into a folder. */
async function written(folder, files) {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
}

const idxName = "m-images-idx3-ubyte";
const labelsName = "m-labels-idx1-ubyte";
const all = (files) => Object.values(files)[0];

export const kinds = {
  models: {
    make: async (random) => ({
      "m.nescio": mutateTensors(random, pick(random, await models()), await models()),
    }),
    use: (files) => useModel(all(files)),
  },
  metadata: {
    make: async (random) => ({
      "m.nescio": mutateTensors(random, pick(random, await models()), await models(), "nescio"),
    }),
    use: (files) => useModel(all(files)),
  },
  checkpoints: {
    make: async (random) => {
      const files = await checkpoints();
      const key = random.integer(2) === 0 ? undefined : "checkpoint";
      return { "m.safetensors": mutateTensors(random, pick(random, files), files, key) };
    },
    use: (files) => useCheckpoint(all(files)),
  },
  images: {
    make: async (random) => ({
      picture: mutateBytes(random, pick(random, await pictures()), await pictures()),
    }),
    use: (files) => usePicture(all(files)),
  },
  idx: {
    make: (random) => {
      const files = [inputs.idxImages, inputs.idxLabels];
      const first = random.integer(2);
      return {
        [idxName]: first === 0 ? mutateBytes(random, files[0], files) : files[0],
        [labelsName]: first === 1 ? mutateBytes(random, files[1], files) : files[1],
      };
    },
    use: async (files, folder) => {
      await written(folder, files);
      await loadDataset(join(folder, idxName), { split: "train" });
    },
  },
  gzip: {
    make: (random) => {
      const file = pick(random, inputs.gzipped);
      const outside = random.integer(2) === 0;
      return {
        [`${idxName}.gz`]: outside
          ? mutateBytes(random, file, inputs.gzipped)
          : gzipSync(mutateBytes(random, gunzipSync(file), [inputs.idxImages])),
        [labelsName]: inputs.idxLabels,
      };
    },
    use: async (files, folder) => {
      await written(folder, files);
      await loadDataset(join(folder, `${idxName}.gz`), { split: "train" });
    },
  },
  folders: {
    make: async (random) => {
      const [first, ...others] = await pictures();
      const names = [
        "a/1.png",
        "a/2.png",
        "b/1.png",
        "b/2.jpg",
        "c.png",
        "b/c/d.png",
        "a/Thumbs.db",
        "b/x.txt",
      ];
      const files = Object.fromEntries(names.slice(0, 3).map((name) => [name, first]));
      files[pick(random, names)] = pick(random, others);
      const changed = pick(random, Object.keys(files));
      files[changed] = mutateBytes(random, files[changed], others);
      return files;
    },
    use: async (files, folder) => {
      await written(folder, files);
      await loadDataset(folder, { split: "train" });
    },
  },
};
