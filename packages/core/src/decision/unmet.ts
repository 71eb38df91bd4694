import { NescioError } from "../errors.js";
import type { ClassRisk } from "./class-risk.js";
import type { Contract } from "./rule.js";
import type { SelectiveRiskResult } from "./selective-risk.js";

/** What errors call things. */
export interface ContractWords {
  /** The classes' names. Default: their labels. */
  readonly classes?: readonly string[] | undefined;
  /** What calibrates. Default "images". */
  readonly things?: "images" | "rows" | undefined;
}

/** The error for a share of wrong answers that cannot be promised. */
export function unmetRisk(
  contract: Contract,
  { label, maxError, images, familiar, result }: Omit<ClassRisk, "confidence">,
  { classes, things = "images" }: ContractWords,
): NescioError {
  const { leastError, imagesNeeded } = result as Extract<SelectiveRiskResult, { met: false }>;
  const parted = "byClass" in contract;
  const name = label === undefined ? "any other class" : (classes?.[label] ?? `class ${label}`);
  const promises = parted ? contract.byClass.length + (contract.others === undefined ? 0 : 1) : 1;
  const confidence = "confidence" in contract ? `, with ${percent(contract.confidence)} confidence` : "";
  const seen = `${images} ${images === 1 ? things.slice(0, -1) : things}${parted ? ` that ${name} is the most probable class of` : ""}`;
  const known = familiar < images ? `, ${familiar} of them familiar` : "";
  const could =
    leastError === null
      ? "They allow no promise at this confidence."
      : `At this confidence they allow ${percent(leastError)}.`;
  return unmet(
    `at most ${percent(maxError)} errors among ${parted ? `those answered as ${name}` : "the answered"}${confidence}` +
      (promises > 1 ? ` for ${promises} promises together` : ""),
    imagesNeeded === undefined
      ? `${seen}${known}, on which too many answers are wrong`
      : `${seen}${known}, too few even if no answer were wrong`,
    imagesNeeded === undefined
      ? could
      : `${could} ${percent(maxError)} needs at least ${imagesNeeded} ${known === "" ? "" : "familiar "}${things}.`,
  );
}

/** The error for a share of refusals that cannot be promised. */
export function unmetRefusal(
  scores: Float64Array,
  maxRefusal: number,
  leastRefusal: number,
  { things = "images" }: ContractWords,
): NescioError {
  return unmet(
    `at most ${percent(maxRefusal)} of genuine ${things} refused`,
    `${scores.length} ${things}, ${scores.filter((score) => score === -Infinity).length} of them unfamiliar`,
    leastRefusal < 1
      ? `These ${things} allow ${percent(leastRefusal)}; a smaller alpha, or more ${things}, allow less.`
      : "All are refused whatever the threshold.",
  );
}

const percent = (share: number): string => `${+(100 * share).toPrecision(4)} %`;

function unmet(expected: string, found: string, next: string): NescioError {
  return new NescioError({ code: "unmet", subject: "contract", expected, found, next });
}
