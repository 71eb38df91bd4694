import {
  NescioError,
  type Evaluation,
  type FigureFacts,
  type Interval,
  type Reasons,
  type Things,
} from "@nescio/core";

const nbsp = "\u00a0";

/** What the images of the data sets with a name of their own are called in a sentence. */
const kinds: Record<string, string> = {
  mnist: "MNIST digits",
  notmnist: "notMNIST letters",
  "notmnist-tutorial": "notMNIST letters (the tutorial's set)",
  kmnist: "KMNIST characters",
  "fashion-mnist": "Fashion-MNIST clothes",
  noise: "white noise",
  glyphs: "drawn digits",
  "glyphs-letters": "drawn letters",
  "glyphs-neat": "neat drawn digits",
  "glyphs-neat-letters": "neat drawn letters",
};

/** What an evaluation is of, one of them and many. */
export interface Noun {
  readonly one: string;
  readonly many: string;
  /** What a refusal as uncertain means. */
  readonly uncertain: string;
}

const nouns: Readonly<Record<Things, Noun>> = {
  images: {
    ...{ one: "image", many: "images" },
    uncertain: "the sampled networks disagree, or see nothing they know",
  },
  rows: { one: "row", many: "rows", uncertain: "between more than two classes, or none" },
};

/** What an evaluation is of. */
export function nounOf({ things = "images" }: Pick<Evaluation, "things">): Noun {
  return nouns[things];
}

/** A word at the start of a line. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A text of this program about images, about what there is instead. */
export function withNoun(text: string, { one }: Noun): string {
  return text.replace(/\bimage(s?)\b/g, `${one}$1`);
}

/** How a sentence calls the images of a data set. */
export function kindOf(dataset: string, { many }: Noun = nouns.images): string {
  return Object.hasOwn(kinds, dataset) ? kinds[dataset] : `“${dataset}” ${many}`;
}

/** The same at the start of a line. */
export function headingOf(dataset: string, noun?: Noun): string {
  const kind = kindOf(dataset, noun);
  // "notMNIST" is a name and keeps its small letter.
  return kind.startsWith("notMNIST") ? kind : capital(kind);
}

/**
 * A share as a percentage: "97.1 %". "100 %" and "0 %" are said only of exactly 1 and 0; what would round to
 * them is ">99.9 %" and "<0.1 %".
 */
export function percent(share: number, digits = 1): string {
  const step = 10 ** -digits;
  const sign = `${nbsp}%`;
  if (share === 1 || share === 0) return `${share * 100}${sign}`;
  const text = (share * 100).toFixed(digits);
  if (Number(text) === 100) return `>${(100 - step).toFixed(digits)}${sign}`;
  if (Number(text) === 0) return `<${step.toFixed(digits)}${sign}`;
  return `${text}${sign}`;
}

/** A percentage for running text: without ".0", and with words where it is almost all or nothing. */
export function percentInWords(share: number): string {
  return percent(share)
    .replace(/\.0(?=\u00a0%)/, "")
    .replace(/^>/, "over ")
    .replace(/^</, "under ");
}

/** "1,234" */
export function count(value: number): string {
  return value.toLocaleString("en-GB", { maximumFractionDigits: 0 });
}

/** "3 images", "1 image" */
export function countOf(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)}${nbsp}${value === 1 ? noun : plural}`;
}

/** A measured number with `digits` significant digits, thousands separated: "2,110", "96.2", "0.0581"; "1.8e+308". */
export function figure(value: number, digits = 3): string {
  const size = Math.abs(value);
  if (size === Infinity) return value > 0 ? "∞" : "−∞";
  if (size >= 1e15 || (size > 0 && size < 1e-9)) {
    return value.toExponential(digits - 1).replace(/\.?0+e/, "e");
  }
  return value.toLocaleString("en-GB", { maximumSignificantDigits: digits });
}

/** An interval of shares: "97.1–98.3 %". */
export function percentInterval([low, high]: Interval, digits = 1): string {
  const bare = (share: number): string => percent(share, digits).replace(`${nbsp}%`, "");
  return `${bare(low)}–${percent(high, digits)}`;
}

/** An area under a curve with three decimals; "1.000" is said only of exactly 1. */
export function area(value: number): string {
  return value < 1 && value >= 0.9995 ? ">0.999" : value.toFixed(3);
}

/** An interval of areas: "0.947–0.967". */
export function areaInterval([low, high]: Interval): string {
  return `${area(low)}–${area(high)}`;
}

/** An interval of measured numbers: "0.0512–0.0655". */
function figureInterval([low, high]: Interval, digits = 3): string {
  return `${figure(low, digits)}–${figure(high, digits)}`;
}

/** How values of a scale, and their intervals, are written. */
export const writers: Readonly<
  Record<FigureFacts["scale"], readonly [(value: number) => string, (interval: Interval) => string]>
> = {
  share: [(value) => percent(value, 2), (interval) => percentInterval(interval, 2)],
  area: [area, areaInterval],
  number: [(value) => figure(value), (interval) => figureInterval(interval)],
};

/** "12.3 s", "1 min 45 s" */
export function duration(seconds: number): string {
  if (seconds < 99.95) return `${figure(seconds)}${nbsp}s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}${nbsp}min ${whole % 60}${nbsp}s`;
}

/** "a", "a and b", "a, b and c" */
export function list(items: readonly string[], word = "and"): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}

/** A name of at most so many letters; of longer ones the middle is left out, as numbers that tell them apart come last. */
export function shorten(name: string, most: number): string {
  const letters = Array.from(name);
  if (letters.length <= most) return name;
  const end = Math.floor((most - 1) / 3);
  return `${letters.slice(0, most - 1 - end).join("")}…${letters.slice(letters.length - end).join("")}`;
}

/** The evaluation in one or two sentences. */
export function headline(evaluation: Evaluation): string {
  const { inDistribution: own, outOfDistribution: others } = evaluation;
  const noun = nounOf(evaluation);
  const kind = kindOf(own.dataset, noun);
  const first =
    own.accuracyOnAccepted === null
      ? `Refuses all of the ${kind}.`
      : `Answers ${percentInWords(1 - own.refused)} of ${kind} and is right on ${percentInWords(own.accuracyOnAccepted)} of these.`;
  if (others.length === 0) return first;
  const shares = others.map(
    ({ dataset, refused }) => `${percentInWords(refused)} of ${kindOf(dataset, noun)}`,
  );
  return `${first} Refuses ${list(shares)}.`;
}

/** Why images are refused, in the order in which reasons are listed. */
export const reasonWords = {
  ambiguous: { name: "Ambiguous", meaning: "between two classes" },
  uncertain: { name: "Uncertain", meaning: nouns.images.uncertain },
  unfamiliar: { name: "Unfamiliar", meaning: "nothing like it in training" },
} as const satisfies Record<keyof Reasons, { readonly name: string; readonly meaning: string }>;

/** The error for report data that cannot be shown. */
export function invalidReport(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-data", subject: `report, ${subject}`, expected, found });
}
