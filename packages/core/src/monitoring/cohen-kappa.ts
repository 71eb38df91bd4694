import { NescioError } from "../errors.js";

/** How far two reviewers agree beyond chance. */
export interface KappaResult {
  /** Items that both have labelled. */
  readonly items: number;
  /** Share of them with the same label, in [0, 1]. */
  readonly agreement: number;
  /** The share to be expected if each labelled at random, every class as often as they did; in [0, 1]. */
  readonly expectedAgreement: number;
  /**
   * (agreement − expected) / (1 − expected), from −1 to 1: 0 for no more than by chance, 1 for all alike. Null where both
   * gave one and the same label to every item: chance alone then agrees everywhere, and nothing can be told.
   */
  readonly kappa: number | null;
  /**
   * Of the kappa, for many items. Null without a kappa, and where the formula gives 0 (all items agree; none of two
   * classes does), which would say that few items are as sure as many.
   */
  readonly standardError: number | null;
}

/**
 * Cohen's kappa (Cohen 1960) of two reviewers' labels, with its large-sample standard error whatever the true kappa is
 * (Fleiss, Cohen & Everitt 1969):
 *
 *     n (1 − p_e)² var κ =
 *       Σ_i p_ii [1 − (p_i. + p_.i)(1 − κ)]² + (1 − κ)² Σ_i≠j p_ij (p_.i + p_j.)² − [κ − p_e (1 − κ)]²
 *
 * @param first Class of each item by the one reviewer: integers from 0. At least one item.
 * @param second By the other, in the same order.
 * @throws NescioError `invalid-data` for other labels, or numbers of labels that differ.
 */
export function cohenKappa(first: ArrayLike<number>, second: ArrayLike<number>): KappaResult {
  checkLabels(first, second);
  const n = first.length;
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  const cells = new Map<number, Map<number, number>>();
  for (let item = 0; item < n; item++) {
    const [a, b] = [first[item], second[item]];
    increment(rows, a);
    increment(columns, b);
    if (!cells.has(a)) cells.set(a, new Map());
    increment(cells.get(a)!, b);
  }
  let agreed = 0;
  // Products of counts, so that both sums are exact.
  let byChance = 0;
  for (const [label, count] of rows) {
    agreed += cells.get(label)!.get(label) ?? 0;
    byChance += count * (columns.get(label) ?? 0);
  }
  const facts = { items: n, agreement: agreed / n, expectedAgreement: byChance / n ** 2 };
  if (byChance === n ** 2) return { ...facts, kappa: null, standardError: null };
  const kappa = (n * agreed - byChance) / (n ** 2 - byChance);
  let sum = 0;
  for (const [a, row] of cells) {
    for (const [b, count] of row) {
      const weight =
        a === b
          ? 1 - ((rows.get(a)! + columns.get(a)!) / n) * (1 - kappa)
          : ((columns.get(a) ?? 0) / n + (rows.get(b) ?? 0) / n) * (1 - kappa);
      sum += (count / n) * weight ** 2;
    }
  }
  const expected = facts.expectedAgreement;
  const spread = sum - (kappa - expected * (1 - kappa)) ** 2;
  // What is left of 0 by rounding is no variance.
  if (spread < 1e-12) return { ...facts, kappa, standardError: null };
  return { ...facts, kappa, standardError: Math.sqrt(spread / n) / (1 - expected) };
}

function increment(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function checkLabels(first: ArrayLike<number>, second: ArrayLike<number>): void {
  const wrong = (expected: string, found: string): never => {
    throw new NescioError({ code: "invalid-data", subject: "labels of two reviewers", expected, found });
  };
  if (!(first.length > 0)) wrong("at least one item", "none");
  if (second.length !== first.length) {
    wrong("one label of each for every item", `${first.length} and ${second.length}`);
  }
  for (const labels of [first, second]) {
    for (let item = 0; item < labels.length; item++) {
      if (!Number.isSafeInteger(labels[item]) || labels[item] < 0) {
        wrong("classes, integers from 0", `${String(labels[item])} for item ${item}`);
      }
    }
  }
}
