import * as z from "zod";
import { parameterSpecs, withoutRandomLayers } from "../../layers/network.js";
import { parseStoredNetwork } from "../../layers/stored-network.js";
import { isSpreadChoice } from "../../math/spread.js";
import { halfWeights } from "../half-weights.js";
import { cannotFit, familiarityKind } from "../kind.js";
import { neighbours, uncalibratedNeighbours } from "../neighbours/kind.js";
import { standardSchema, type Standard } from "../standard.js";
import { invalidStored } from "../tensors.js";
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
    const found = new Evidence(
      network,
      classifier.members.map((weights) => halfWeights(network, weights)),
    );
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
    /** The classifier, in JSON, and how many members it has. */
    classifier: z.json(),
    classifiers: z.int().min(1).max(1000),
  },
  encode({ evidence: { network, members }, neighbours: near, standards }, tensors) {
    members.forEach((weights, member) => {
      for (const { name, shape } of parameterSpecs(network)) {
        tensors.f16(`classifier/${member}/${name}`, weights.get(name)!.data, shape);
      }
    });
    const stored: [Standard, Standard] = [...standards];
    const own = { standards: stored, classifier: z.json().parse(network), classifiers: members.length };
    return { ...neighbours.encode(near, tensors), ...own };
  },
  decode({ standards, classifier, classifiers, ...head }, { map, calibration, tensors }) {
    const network = parseStoredNetwork(classifier, "familiarity.classifier");
    const shapes = [map.network, network].map(({ input }) => input.join("×"));
    if (shapes[0] !== shapes[1])
      throw invalidStored("familiarity.classifier", `input ${shapes[0]}`, shapes[1]);
    const members = Array.from(
      { length: classifiers },
      (_, member) =>
        new Map(
          parameterSpecs(network).map(({ name, shape }) => [
            name,
            { shape, data: tensors.f16(`classifier/${member}/${name}`, shape) },
          ]),
        ),
    );
    const near = neighbours.decode(head, { map, calibration: new Float32Array(), tensors });
    return new EvidenceFamiliarity(new Evidence(network, members), near, standards, calibration);
  },
});

/** Mean and standard deviation. */
function standardOf(scores: Float32Array): Standard {
  const centre = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const scale = Math.sqrt(scores.reduce((sum, score) => sum + (score - centre) ** 2, 0) / scores.length);
  return { centre, scale: scale > 0 ? scale : 1 };
}
