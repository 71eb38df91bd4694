import * as z from "zod";
import { gaussian, uncalibratedGaussian } from "../gaussian/kind.js";
import { cannotFit, familiarityKind } from "../kind.js";
import { neighbours, uncalibratedNeighbours } from "../neighbours/kind.js";
import { combine, CombinedFamiliarity, standardOf, type Standard } from "./familiarity.js";

const standard = z.strictObject({ centre: z.number(), scale: z.number().gt(0) });

/** Familiarity by neighbours and by density at once: see `CombinedFamiliarity`. */
export const both = familiarityKind({
  kind: "both",
  needsLabels: true,
  async fit(data) {
    const parts = [uncalibratedNeighbours(data), uncalibratedGaussian(data)] as const;
    const scores = [await data.heldOutScores(parts[0]), await data.heldOutScores(parts[1])];
    const { heldOut } = data;
    // A quarter of the held-out images makes the two comparable, the others calibrate their sum.
    const first = Math.floor(heldOut.count / 4);
    if (first < 1) throw cannotFit(heldOut, "at least 4 held-out images", `${heldOut.count}`);
    const standards = scores.map((values) => standardOf(values.subarray(0, first)));
    const rest = scores.map((values) => values.subarray(first));
    const [near, dense] = standards;
    return new CombinedFamiliarity(...parts, [near, dense], combine(rest, standards).sort());
  },
  is: (familiarity) => familiarity instanceof CombinedFamiliarity,
  head: { ...neighbours.head, ...gaussian.head, standards: z.tuple([standard, standard]) },
  encode(familiarity, tensors) {
    const { neighbours: near, gaussian: dense, standards } = familiarity;
    const standardsOfBoth: [Standard, Standard] = [standards[0], standards[1]];
    return {
      ...neighbours.encode(near, tensors),
      ...gaussian.encode(dense, tensors),
      standards: standardsOfBoth,
    };
  },
  decode({ standards, ...head }, { map, calibration, tensors }) {
    const part = { map, calibration: new Float32Array(), tensors };
    return new CombinedFamiliarity(
      neighbours.decode(head, part),
      gaussian.decode(head, part),
      standards,
      calibration,
    );
  },
});
