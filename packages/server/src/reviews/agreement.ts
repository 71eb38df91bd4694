import { cohenKappa, type KappaResult } from "@nescio/core";
import type { GivenLabel } from "./labelled.js";

/** An item with the labels that it was given. */
export interface LabelledItem {
  readonly id: string;
  readonly labels: readonly GivenLabel[];
}

/** How far reviewers agree, with the interval. */
export interface AgreementFigures extends KappaResult {
  /** Of kappa, 95 %: κ ± 1.96 standard errors within [−1, 1]; null where there is no standard error. */
  readonly interval: readonly [low: number, high: number] | null;
}

export interface Agreement {
  /** Of all items with two labels, the first label against the second; null without such items. */
  readonly together: AgreementFigures | null;
  /** Each two reviewers who have labelled the same items, by name; those with the most items first. */
  readonly pairs: readonly (AgreementFigures & { readonly reviewers: readonly [string, string] })[];
  /** The items whose labels differ, in the order in which they came. */
  readonly disagreements: readonly LabelledItem[];
}

/** Of the normal distribution, for 95 %. */
const z95 = 1.959963984540054;

/**
 * Cohen's kappa over doubly labelled items, for each two reviewers and for all together. Items are independent of each
 * other, so that each counts once in either: of more than two labels the first two are compared in `together`.
 */
export function agreementOf(items: Iterable<LabelledItem>): Agreement {
  const together: Couple[] = [];
  const pairs = new Map<string, { reviewers: [string, string]; couples: Couple[] }>();
  const disagreements: LabelledItem[] = [];
  for (const item of items) {
    const { labels } = item;
    if (labels.length < 2) continue;
    together.push([labels[0].label, labels[1].label]);
    if (labels.some(({ label }) => label !== labels[0].label)) disagreements.push(item);
    for (const [one, other] of couplesOf(labels)) {
      const key = JSON.stringify([one.reviewer, other.reviewer]);
      const pair = pairs.get(key) ?? { reviewers: [one.reviewer, other.reviewer], couples: [] };
      pair.couples.push([one.label, other.label]);
      pairs.set(key, pair);
    }
  }
  return {
    together: together.length === 0 ? null : figuresOf(together),
    pairs: [...pairs.values()]
      .sort((a, b) => b.couples.length - a.couples.length)
      .map(({ reviewers, couples }) => ({ reviewers, ...figuresOf(couples) })),
    disagreements,
  };
}

type Couple = readonly [first: string, second: string];

/** Each two of an item's labels, of whom the one whose name sorts first stands first. */
function couplesOf(labels: readonly GivenLabel[]): [GivenLabel, GivenLabel][] {
  const sorted = [...labels].sort((a, b) => (a.reviewer < b.reviewer ? -1 : 1));
  return sorted.flatMap((one, i) =>
    sorted.slice(i + 1).map((other): [GivenLabel, GivenLabel] => [one, other]),
  );
}

function figuresOf(couples: readonly Couple[]): AgreementFigures {
  const numbers = new Map<string, number>();
  const numberOf = (label: string): number => {
    const number = numbers.get(label) ?? numbers.size;
    numbers.set(label, number);
    return number;
  };
  const result = cohenKappa(
    couples.map(([first]) => numberOf(first)),
    couples.map(([, second]) => numberOf(second)),
  );
  const { kappa, standardError } = result;
  if (kappa === null || standardError === null) return { ...result, interval: null };
  const reach = z95 * standardError;
  return { ...result, interval: [Math.max(-1, kappa - reach), Math.min(1, kappa + reach)] };
}
