// What is fuzzed: how a mutant is made, and what is done with it. A mutant is files: names and bytes.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { answer, createDataset, decodeModel, encodeModel, readPicture, trainMeanField } from "nescio";
import { decodePicture, loadDataset } from "nescio/node";
import { decodeCheckpoint } from "@nescio/core/internal";
import { makeCommandLine, makeSandbox, placed } from "./command-lines.js";
import * as inputs from "./inputs.js";
import { checkpointFiles, modelFiles } from "./models.js";
import { joined, parsed } from "./tensors.js";
import { mostSeconds, runCli } from "./run-cli.js";
import { mutateBytes, mutateJson, mutateLeaves, pick, textOf } from "./mutate.js";

const once = (make) => {
  let made;
  return () => (made ??= make());
};
const models = modelFiles;
const checkpoints = once(checkpointFiles);
const pictures = once(inputs.pictures);

/** Of a safetensors file: its bytes, its header, or the JSON under `key` in its metadata changed. */
function mutateTensors(random, file, files, key) {
  if (key === undefined) return mutateBytes(random, file, files);
  const { header, data } = parsed(file);
  if (random.integer(4) === 0) return joined(textOf(mutateJson(random, header)), data);
  const text = textOf(mutateJson(random, JSON.parse(header.__metadata__[key])));
  header.__metadata__[key] = text;
  return joined(JSON.stringify(header), data);
}

/** Of a model file, which mostly is still taken: numbers and texts of its metadata as others, and some of its tensors' bytes. */
function mutateValues(random, file) {
  const { header, data } = parsed(file);
  const metadata = JSON.parse(header.__metadata__.nescio);
  header.__metadata__.nescio = textOf(mutateLeaves(random, metadata));
  const tensors = Buffer.from(data);
  for (let times = random.integer(3); times > 0; times--)
    tensors[random.integer(data.length)] ^= 1 << random.integer(8);
  return joined(JSON.stringify(header), tensors);
}

/** Used as one would, where it is taken. */
async function useModel(bytes) {
  const model = decodeModel(bytes, "mutant");
  encodeModel(model);
  const [height, width, channels] = model.network.input;
  const pixels = new Uint8Array(height * width * channels).fill(100);
  const image = createDataset({ name: "one", count: 1, height, width, channels, pixels, classes: [] });
  await answer(model, image, { samples: 2, threads: 1 });
}

/** On the command line: all that a model is asked, and all that is written of it. */
async function studyModel(files, folder, cli) {
  await written(folder, {
    ...files,
    [inputs.idxName]: inputs.idxImages,
    [inputs.labelsName]: inputs.idxLabels,
  });
  const [model, set] = [join(folder, "m.nescio"), join(folder, inputs.idxName)];
  const quick = ["--dataset", set, "--samples", "4", "--threads", "1", "--limit", "40"];
  const report = ["--corruptions", "4", "--training", set, "--report", join(folder, "report.html")];
  const code = await runCli(
    cli,
    ["evaluate", model, ...quick, ...report, "--json", join(folder, "f.json")],
    folder,
  );
  if (code === 3) return `exit ${code}`;
  const promise = [
    "--max-refusal",
    "0.6",
    "--alpha",
    "0.4",
    "--coverage",
    "0.8",
    "--out",
    join(folder, "out.nescio"),
  ];
  const calibrated = await runCli(cli, ["calibrate", model, ...quick, ...promise], folder);
  return `exit ${code} and ${calibrated}`;
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

const all = (files) => Object.values(files)[0];

/** In the order in which they came: their places are in the seeds of their mutants. */
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
        [inputs.idxName]: first === 0 ? mutateBytes(random, files[0], files) : files[0],
        [inputs.labelsName]: first === 1 ? mutateBytes(random, files[1], files) : files[1],
      };
    },
    use: async (files, folder) => {
      await written(folder, files);
      await loadDataset(join(folder, inputs.idxName), { split: "train" });
    },
  },
  gzip: {
    make: (random) => {
      const file = pick(random, inputs.gzipped);
      const outside = random.integer(2) === 0;
      return {
        [`${inputs.idxName}.gz`]: outside
          ? mutateBytes(random, file, inputs.gzipped)
          : gzipSync(mutateBytes(random, gunzipSync(file), [inputs.idxImages])),
        [inputs.labelsName]: inputs.idxLabels,
      };
    },
    use: async (files, folder) => {
      await written(folder, files);
      await loadDataset(join(folder, `${inputs.idxName}.gz`), { split: "train" });
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
  studies: {
    make: async (random) => ({
      "m.nescio": mutateValues(random, pick(random, await models())),
    }),
    // Two commands.
    seconds: 2 * mostSeconds,
    use: studyModel,
  },
  commands: {
    seconds: mostSeconds,
    make: (random, cli) => ({ "command.json": JSON.stringify(makeCommandLine(random, cli)) }),
    use: async (files, folder, cli) => {
      await makeSandbox(folder);
      return `exit ${await runCli(cli, placed(JSON.parse(all(files)), folder), folder)}`;
    },
  },
};
