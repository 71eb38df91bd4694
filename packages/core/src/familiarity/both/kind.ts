import * as z from "zod";
import { isSpreadChoice } from "../../math/spread.js";
import { gaussian, uncalibratedGaussian } from "../gaussian/kind.js";
import { cannotFit, familiarityKind } from "../kind.js";
import { neighbours, uncalibratedNeighbours } from "../neighbours/kind.js";
import { standardOf, standardSchema, type Standard } from "../standard.js";
import { combine, CombinedFamiliarity } from "./familiarity.js";

/** Held-out images that make the two comparable, a quarter of them; the others calibrate their sum. */
const standardising = (heldOut: number): number => Math.floor(heldOut / 4);

/** Familiarity by neighbours and by density at once: see `CombinedFamiliarity`. */
export const both = familiarityKind({
  kind: "both",
  needsLabels: true,
  heldOutPasses: 2,
  calibrating: (heldOut) => heldOut - standardising(heldOut),
  async fit(data) {
    const { count } = data.heldOut;
    const chosen = standardising(count);
    if (chosen < 1) throw cannotFit(data.heldOut, "at least 4 held-out images", `${count}`);
    const parts = [uncalibratedNeighbours(data), uncalibratedGaussian(data)] as const;
    const scores = [await data.heldOutScores(parts[0]), await data.heldOutScores(parts[1])];
    // Spread evenly: the images may come sorted by class.
    const pick = (wanted: boolean): Float32Array[] =>
      scores.map((values) => values.filter((_, i) => isSpreadChoice(i, chosen, count) === wanted));
    const [near, dense] = pick(true).map(standardOf);
    const standards = [near, dense] as const;
    return new CombinedFamiliarity(...parts, standards, combine(pick(false), standards).sort());
  },
  is: (familiarity) => familiarity instanceof CombinedFamiliarity,
  head: { ...neighbours.head, ...gaussian.head, standards: z.tuple([standardSchema, standardSchema]) },
  encode(familiarity, tensors) {
    const { neighbours: near, gaussian: dense, standards } = familiarity;
    const standardsOfBoth: [Standard, Standard] = [standards[0], standards[1]];
    return {
      ...neighbours.encode(near, tensors),
      ...gaussian.encode(dense, tensors),
      standards: standardsOfBoth,
    };
  },
  decode({ standards, ...head }, { calibration, ...stored }) {
    const part = { ...stored, calibration: new Float32Array() };
    return new CombinedFamiliarity(
      neighbours.decode(head, part),
      gaussian.decode(head, part),
      standards,
      calibration,
    );
  },
});
