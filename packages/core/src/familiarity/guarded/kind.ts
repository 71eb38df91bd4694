import * as z from "zod";
import { isRows, type Dataset, type ImageDataset } from "../../data/dataset.js";
import { parameterSpecs } from "../../layers/network.js";
import { parseStoredNetwork } from "../../layers/stored-network.js";
import { isSpreadChoice } from "../../math/spread.js";
import { gaussian, uncalibratedGaussian } from "../gaussian/kind.js";
import { cannotFit, familiarityKind } from "../kind.js";
import { neighbours, uncalibratedNeighbours } from "../neighbours/kind.js";
import { standardOf, standardSchema, type Standard } from "../standard.js";
import { checkValues, invalidStored } from "../tensors.js";
import { GuardedFamiliarity, combined } from "./familiarity.js";
import { guardScores, trainGuard } from "./guard.js";
import { fitProfiles, profileLength, profileScores } from "./profile.js";

/** Held-out images that make the parts comparable, a quarter of them; the others calibrate their sum. */
const standardising = (heldOut: number): number => Math.floor(heldOut / 4);

/** Outliers are made of images; of rows nobody knows what would be strange. */
function imagesOf(dataset: Dataset): ImageDataset {
  if (!isRows(dataset)) return dataset;
  throw cannotFit(dataset, 'images, for the kind "guarded"', "rows", 'Use the kind "both".');
}

/** Familiarity by four things at once: see `GuardedFamiliarity`. */
export const guarded = familiarityKind({
  kind: "guarded",
  needsLabels: true,
  // The guard tells outliers from them as one class more, and a data set has at most 256.
  mostClasses: 255,
  heldOutPasses: 2,
  calibrating: (heldOut) => heldOut - standardising(heldOut),
  async fit(data) {
    const { map, seed, run } = data;
    const [images, heldOut] = [imagesOf(data.images), imagesOf(data.heldOut)];
    const chosen = standardising(heldOut.count);
    if (chosen < 1) throw cannotFit(heldOut, "at least 4 held-out images", `${heldOut.count}`);
    const guard = await trainGuard(map.network, images, { seed, ...run });
    const profile = fitProfiles(images);
    const near = uncalibratedNeighbours(data);
    const dense = uncalibratedGaussian(data);
    const scores = [
      await data.heldOutScores(near),
      await data.heldOutScores(dense),
      await guardScores(guard, heldOut, run),
      profileScores(profile, heldOut),
    ];
    // Spread evenly: the images may come sorted by class.
    const pick = (wanted: boolean): Float32Array[] =>
      scores.map((values) => values.filter((_, i) => isSpreadChoice(i, chosen, heldOut.count) === wanted));
    const [first, second, third, fourth] = pick(true).map(standardOf);
    const standards = [first, second, third, fourth] as const;
    const parts = { neighbours: near, gaussian: dense, guard, profile };
    return new GuardedFamiliarity(parts, standards, combined(pick(false), standards).sort());
  },
  is: (familiarity) => familiarity instanceof GuardedFamiliarity,
  head: {
    ...neighbours.head,
    ...gaussian.head,
    standards: z.tuple([standardSchema, standardSchema, standardSchema, standardSchema]),
    /** The guard's network, in JSON. */
    guard: z.json(),
  },
  encode({ parts: { neighbours: near, gaussian: dense, guard, profile }, standards }, tensors) {
    for (const { name, shape } of parameterSpecs(guard.network)) {
      tensors.f16(`guard/${name}`, guard.weights.get(name)!.data, shape);
    }
    tensors.f32("profile.mean", profile.mean, profile.mean.length);
    tensors.f32("profile.factor", profile.factor, profile.mean.length, profile.mean.length);
    const stored: [Standard, Standard, Standard, Standard] = [...standards];
    const parts = { ...neighbours.encode(near, tensors), ...gaussian.encode(dense, tensors) };
    return { ...parts, standards: stored, guard: z.json().parse(guard.network) };
  },
  decode({ standards, guard, ...head }, { calibration, ...stored }) {
    const { map, tensors } = stored;
    const part = { ...stored, calibration: new Float32Array() };
    const network = parseStoredNetwork(guard, "familiarity.guard");
    const shapes = [map.network, network].map(({ input }) => input.join("×"));
    if (shapes[0] !== shapes[1]) throw invalidStored("familiarity.guard", `input ${shapes[0]}`, shapes[1]);
    const specs = parameterSpecs(network);
    const outputs = specs.at(-1)!.shape[0];
    if (outputs < 2) throw invalidStored("familiarity.guard", "2 outputs or more", `${outputs}`);
    const weights = new Map(
      specs.map(({ name, shape }) => [name, { shape, data: tensors.f16(`guard/${name}`, shape) }]),
    );
    const near = neighbours.decode(head, part);
    const dense = gaussian.decode(head, part);
    const length = profileLength(network.input.at(-1)!);
    const profile = {
      mean: tensors.f32("profile.mean", length),
      factor: tensors.f32("profile.factor", length, length),
    };
    checkValues(
      "profile.factor",
      profile.factor,
      "a diagonal above 0",
      (value, i) => i % (length + 1) > 0 || value > 0,
    );
    const parts = { neighbours: near, gaussian: dense, guard: { network, weights }, profile };
    return new GuardedFamiliarity(parts, standards, calibration);
  },
});
