/** A label that somebody gave, with what the network had said of the input before it knew. */
export interface JudgedLabel {
  readonly id: string;
  readonly reviewer: string;
  readonly label: string;
  /** Of each class. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** A label that is probably wrong. */
export interface Suspect {
  readonly id: string;
  readonly reviewer: string;
  readonly label: string;
  /** The class that the network finds it to be. */
  readonly suggested: string;
  /** What the network gives the label, and the class that it suggests; in [0, 1]. */
  readonly probability: number;
  readonly suggestedProbability: number;
  /** What the network gives inputs labelled as the suggested class on average: its self-confidence in that class. */
  readonly threshold: number;
  /** The suggested class's probability less the label's, above 0 and at most 1. */
  readonly margin: number;
  /** In a sentence. */
  readonly why: string;
}

/**
 * Labels that are probably wrong, by confident learning (Northcutt, Jiang & Chuang, JAIR 70, 2021). The threshold of a class,
 * t_j = mean of p_j(x) over the x labelled j (equation 2), is what the network usually gives an input of it, so that classes in
 * which it is sure of itself and others are treated alike. An input labelled i counts as one of class
 *
 *     j = argmax { p_j(x) : p_j(x) ≥ t_j }
 *
 * (equation 1); where that is another class than the label, and the network's most probable class is another one too, the
 * label is suspected. Probabilities have to be of a network that has not learned from these labels.
 *
 * @param judged In any order. Labels that the network has no probability for are passed over.
 * @returns Those with the largest margin first.
 */
export function suspectsOf(judged: readonly JudgedLabel[]): Suspect[] {
  const known = judged.filter(({ label, probabilities }) => Object.hasOwn(probabilities, label));
  const thresholds = selfConfidence(known);
  return known
    .flatMap((given) => suspectOf(given, thresholds) ?? [])
    .sort((a, b) => b.margin - a.margin || (a.id < b.id ? -1 : 1));
}

/** Of each class that was given as a label, its mean probability over the inputs that were. */
function selfConfidence(judged: readonly JudgedLabel[]): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { label, probabilities } of judged) {
    const { sum, count } = sums.get(label) ?? { sum: 0, count: 0 };
    sums.set(label, { sum: sum + probabilities[label], count: count + 1 });
  }
  return new Map([...sums].map(([label, { sum, count }]) => [label, sum / count]));
}

function suspectOf(
  { id, reviewer, label, probabilities }: JudgedLabel,
  thresholds: ReadonlyMap<string, number>,
): Suspect | undefined {
  const confident = Object.entries(probabilities).filter(
    ([name, probability]) => probability >= (thresholds.get(name) ?? Infinity),
  );
  if (confident.length === 0) return undefined;
  const [suggested, suggestedProbability] = confident.reduce((best, one) => (one[1] > best[1] ? one : best));
  const probability = probabilities[label];
  const margin = suggestedProbability - probability;
  if (suggested === label || margin <= 0) return undefined;
  const threshold = thresholds.get(suggested)!;
  const why =
    `The network gives ${quoted(label)} ${percent(probability)} and ${quoted(suggested)} ${percent(suggestedProbability)}, ` +
    `which is no less than the ${percent(threshold)} that it gives inputs labelled so on average.`;
  return { id, reviewer, label, suggested, probability, suggestedProbability, threshold, margin, why };
}

function quoted(label: string): string {
  return `“${label}”`;
}

function percent(share: number): string {
  return share > 0 && share < 0.001 ? "less than 0.1 %" : `${+(100 * share).toPrecision(3)} %`;
}
