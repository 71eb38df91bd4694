import type { Decision, Reasons } from "@nescio/core";
import type { Gallery, GalleryItem } from "./report-data.js";
import { list } from "./words.js";

/**
 * What came of an image, one of these. Wrong is also every answer to an image of another kind; `answered`: there was an
 * answer, and no true class to compare it with.
 */
export type Outcome = "wrong" | "refused" | "right" | "answered";

/** Why an image was refused. */
export type Reason = keyof Reasons;

/** How an answer looks from outside: what one wants, what one does not want, or neither. */
export type Tone = "good" | "bad" | "neutral";

export interface Verdict {
  readonly outcome: Outcome;
  readonly tone: Tone;
  /** Whether several classes were answered. */
  readonly ambiguous: boolean;
  /** Why it was refused, where it was. */
  readonly reason?: Reason;
  /** The answer in words: "4", "4 or 9?", "I don't know", "I don't know – 4 or 9?". */
  readonly says: string;
}

/**
 * What came of an image. One of the kind that the model knows is right when the most probable class is its label; of
 * one of another kind every answer is wrong, whatever label it carries.
 */
export function outcomeOf(
  { refused, best }: Decision,
  inDistribution: boolean,
  label: number | undefined,
): Outcome {
  if (refused) return "refused";
  if (!inDistribution) return "wrong";
  if (label === undefined) return "answered";
  return label === best ? "right" : "wrong";
}

const tones: Record<Outcome, Tone> = { right: "good", wrong: "bad", answered: "neutral", refused: "neutral" };

/** What to make of a decision; to refuse an image of another kind is what one wants. */
export function verdictOf(item: GalleryItem, gallery: Gallery, classes: readonly string[]): Verdict {
  const { kind, labels } = item.decision;
  const outcome = outcomeOf(item.decision, gallery.inDistribution, item.label);
  const ambiguous = kind === "ambiguous";
  const names = labels.map((label) => classes[label]);
  const question = `${list(names.length > 4 ? [...names.slice(0, 4), "…"] : names, "or")}?`;
  if (outcome === "refused" && kind !== "answer") {
    const tone = gallery.inDistribution ? tones.refused : "good";
    const says = { ambiguous: ` – ${question}`, uncertain: "", unfamiliar: " – nothing like it" }[kind];
    return { outcome, tone, ambiguous, reason: kind, says: `I don't know${says}` };
  }
  return { outcome, tone: tones[outcome], ambiguous, says: ambiguous ? question : names.join("") };
}

/** Place in the order of a gallery: wrong ones, refused ones, ambiguous ones, the rest. */
function rank({ outcome, tone, ambiguous }: Verdict): number {
  if (tone === "bad") return 0;
  if (outcome === "refused") return 1;
  return ambiguous ? 2 : 3;
}

/** The items of a gallery with their verdicts, those first that need a look; otherwise as they came. */
export function verdictsOf(
  gallery: Gallery,
  classes: readonly string[],
): { readonly item: GalleryItem; readonly verdict: Verdict }[] {
  return gallery.items
    .map((item) => ({ item, verdict: verdictOf(item, gallery, classes) }))
    .sort((a, b) => rank(a.verdict) - rank(b.verdict));
}
