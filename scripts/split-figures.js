// How often what `nescio train DATA` promises of a small set is broken: trains on many random samples of it, and counts the wrong
// answers among all images that the sample left out. A promise of 95 % confidence may be broken by 5 % of the models.
//   node scripts/split-figures.js --sets shapes,lines --splits 20 --images 300
//   NESCIO_DATA=DIR node scripts/split-figures.js --sets digits8x8 --splits 200 --images 400
import { parseArgs } from "node:util";
import { answer, buildModel, createDataset, selectImages, splitImages } from "@nescio/core";
import { sets } from "./own-sets/sets.js";

const { values } = parseArgs({
  options: {
    sets: { type: "string", default: "shapes,lines" },
    splits: { type: "string", default: "20" },
    from: { type: "string", default: "1" },
    images: { type: "string", default: "400" },
  },
});

/** Training and test images as one set. */
function together({ train, test }) {
  const { name, height, width, channels, classes } = train;
  const [pixels, labels] = [train.pixels.length + test.pixels.length, train.count + test.count].map(
    (length) => new Uint8Array(length),
  );
  pixels.set(train.pixels);
  pixels.set(test.pixels, train.pixels.length);
  labels.set(train.labels);
  labels.set(test.labels, train.count);
  return createDataset({ name, count: labels.length, height, width, channels, classes, pixels, labels });
}

const [splits, from, images] = [values.splits, values.from, values.images].map(Number);
for (const name of values.sets.split(",")) {
  const all = together(await sets[name]());
  let [broken, without, answered, wrong, promised] = [0, 0, 0, 0, 0];
  for (let seed = from; seed < from + splits; seed++) {
    const parts = splitImages(all, { rest: all.count - images, sample: images }, { seed: seed + 1000 });
    const { model } = await buildModel(selectImages(all, parts.sample), { seed });
    const rest = selectImages(all, parts.rest);
    const given = (await answer(model, rest)).flatMap((each, i) =>
      each.refused ? [] : [each.decision.best === rest.labels[i]],
    );
    const error = given.filter((right) => !right).length / Math.max(1, given.length);
    const promise = model.rule.calibration?.contract.maxError;
    if (promise === undefined) without++;
    else if (error > promise) broken++;
    answered += given.length / rest.count / splits;
    wrong += error / splits;
    promised += (promise ?? 1) / splits;
    console.error(JSON.stringify({ seed, answered: given.length / rest.count, error, promise }));
  }
  console.log(JSON.stringify({ set: name, images, splits, broken, without, answered, wrong, promised }));
}
