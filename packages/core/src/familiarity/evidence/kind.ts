import * as z from "zod";
import { withoutRandomLayers } from "../../layers/network.js";
import { isSpreadChoice } from "../../math/spread.js";
import { cannotFit, familiarityKind } from "../kind.js";
import { neighbours, uncalibratedNeighbours } from "../neighbours/kind.js";
import { standardSchema, type Standard } from "../standard.js";
import { Evidence } from "./evidence.js";
import { combined, EvidenceFamiliarity } from "./familiarity.js";

/** Held-out inputs that make the two comparable, a quarter of them; the others calibrate their sum. */
const standardising = (heldOut: number): number => Math.floor(heldOut / 4);

/** Familiarity by evidence and nearness: see `EvidenceFamiliarity`. */
export const evidence = familiarityKind({
  kind: "evidence",
  needsLabels: false,
  heldOutPasses: 2,
  calibrating: (heldOut) => heldOut - standardising(heldOut),
  async fit(data) {
    const { heldOut, classifier, run } = data;
    const { count } = heldOut;
    const chosen = standardising(count);
    if (chosen < 2) throw cannotFit(heldOut, "at least 8 held-out inputs", `${count}`);
    const network = withoutRandomLayers(classifier.network);
    const found = new Evidence(network, classifier.members);
    const near = uncalibratedNeighbours(data);
    const scores = [await found.of(heldOut, run), await data.heldOutScores(near)] as const;
    // Spread evenly: they may come sorted by class.
    const pick = (wanted: boolean): [Float32Array, Float32Array] => [
      scores[0].filter((_, i) => isSpreadChoice(i, chosen, count) === wanted),
      scores[1].filter((_, i) => isSpreadChoice(i, chosen, count) === wanted),
    ];
    const [first, second] = pick(true).map(standardOf);
    const standards = [first, second] as const;
    return new EvidenceFamiliarity(found, near, standards, combined(...pick(false), standards).sort());
  },
  is: (familiarity) => familiarity instanceof EvidenceFamiliarity,
  head: {
    ...neighbours.head,
    standards: z.tuple([standardSchema, standardSchema]),
  },
  // The networks are those of the model.
  encode({ neighbours: near, standards }, tensors) {
    const stored: [Standard, Standard] = [...standards];
    return { ...neighbours.encode(near, tensors), standards: stored };
  },
  decode({ standards, ...head }, { calibration, ...stored }) {
    const near = neighbours.decode(head, { ...stored, calibration: new Float32Array() });
    const { network, members } = stored.classifier();
    const found = new Evidence(withoutRandomLayers(network), members);
    return new EvidenceFamiliarity(found, near, standards, calibration);
  },
});

/** Mean and standard deviation. */
function standardOf(scores: Float32Array): Standard {
  const centre = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const scale = Math.sqrt(scores.reduce((sum, score) => sum + (score - centre) ** 2, 0) / scores.length);
  return { centre, scale: scale > 0 ? scale : 1 };
}
