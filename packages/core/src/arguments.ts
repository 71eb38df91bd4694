import { NescioError, type ErrorCode } from "./errors.js";
import { describe } from "./validation.js";

/** What an argument is to be. */
interface ArgumentKind {
  /** Worded to follow "expected". */
  readonly words: string;
  readonly code: ErrorCode;
  readonly is: (value: unknown) => boolean;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** A record with these members; more may be in it. */
function record(words: string, ...members: readonly string[]): ArgumentKind {
  const is = (value: unknown): boolean =>
    isObject(value) && !Array.isArray(value) && members.every((member) => member in value);
  return { words, code: "invalid-data", is };
}

/** One of several kinds. */
function either(words: string, ...kinds: readonly ArgumentKind[]): ArgumentKind {
  return { words, code: "invalid-data", is: (value) => kinds.some(({ is }) => is(value)) };
}

/** Options, of which these have no default. */
function settings(...members: readonly string[]): ArgumentKind {
  const those = members.length === 0 ? "" : ` with ${members.join(", ")}`;
  return { ...record(`an object of options${those}`, ...members), code: "invalid-option" };
}

/** An array, numbers in memory, or what has a length as they do. */
function list(words: string): ArgumentKind {
  return { words, code: "invalid-data", is: (value) => isObject(value) && "length" in value };
}

function typed(words: string, type: string): ArgumentKind {
  return { words, code: "invalid-option", is: (value) => typeof value === type };
}

const bytes = (value: unknown): boolean => value instanceof Uint8Array;
const text = (value: unknown): boolean => typeof value === "string";

const kinds = {
  settings: settings(),
  text: typed("a text", "string"),
  number: typed("a number", "number"),
  callable: typed("a function", "function"),
  bytes: { words: "bytes, a Uint8Array", code: "invalid-data", is: bytes },
  contents: {
    words: "bytes or a text",
    code: "invalid-data",
    is: (value) => bytes(value) || text(value),
  },
  file: {
    words: "the path of a file, or its bytes",
    code: "invalid-data",
    is: (value) => bytes(value) || text(value),
  },
  source: {
    words: "the path of a table, or a stream of its bytes",
    code: "invalid-data",
    is: (value) => isObject(value) || text(value),
  },
  table: record("a table", "name", "count", "columns"),
  tableReading: record("how a table is read", "columns"),
  /** Pictures come in too many forms: a function that takes them finds out which it has. */
  input: { words: "a data set, a picture or numbers", code: "invalid-data", is: isObject },
  fileInput: {
    words: "a data set, a picture, numbers, or the path of an image file",
    code: "invalid-data",
    is: (value) => isObject(value) || text(value),
  },

  numbers: list("a list of numbers"),
  items: list("a list of items"),
  names: list("a list of texts"),
  shape: list("a shape, [height, width, channels] or [columns]"),
  datasets: list("a list of data sets"),
  networks: list("the weights of some networks"),
  evaluations: list("a list of evaluations"),
  decisions: list("a list of decisions"),
  pictures: list("a list of pictures with their inputs"),

  dataset: either("a data set", record("images", "count", "pixels"), record("rows", "count", "values")),
  imageDataset: record("a data set of images", "count", "pixels"),
  facts: record("the facts of a data set"),
  sized: either("a data set", record("images", "height", "width", "channels"), record("rows", "columns")),
  pixels: record("a data set of images", "pixels", "channels"),
  filed: record("a data set", "name"),
  sizes: record("how many images each part has"),
  picture: record("a picture", "width", "height", "data"),
  read: record("what a picture was read as", "pixels", "hints"),
  inputShape: record("the shape of an input", "height", "width", "channels"),
  reading: record("a reading", "kind"),

  network: record("a network", "input", "layers"),
  weights: record("weights by their tensors' names", "get"),
  posterior: record("a posterior", "predict"),
  stored: record("a posterior", "kind"),
  predictive: record("a predictive", "logProbs", "samples", "images", "classes"),
  model: record("a model", "network", "posterior", "classes", "rule"),
  /** What of a model answers. */
  answerer: record("a model", "posterior", "classes", "rule"),
  trained: record("what training left", "posterior", "settings"),
  training: record("the facts of a training"),
  partOfModel: record("a model", "network"),

  rule: record("a rule", "kind"),
  outputRule: record("a rule for outputs", "classes", "outputs", "rule"),
  features: record("features", "dimensions", "data"),
  sets: record("how prediction sets are made", "method", "threshold"),
  pValues: record("p-values", "pValues", "alpha"),
  decision: record("a decision", "kind", "labels"),
  confusion: record("the figures of each class", "confusion"),
  byClass: record("the figures of each class", "classes"),

  martingale: record("a martingale", "count", "stakes", "exponent", "logHighest"),
  errorBound: record("an error bound", "delta", "count", "sum", "upper"),

  report: record("what a report is about", "classes", "evaluation", "galleries"),
  comparison: record("what is compared", "title", "entrants"),
  gallery: record("a gallery", "inDistribution"),
  item: record("an image of a gallery", "decision"),
} satisfies Readonly<Record<string, ArgumentKind>>;

type KindName = keyof typeof kinds;

/**
 * The kinds of a function's arguments, by their names, in their order: a name of the table, behind which a ? stands where the
 * argument may be left out; or of an object of options those that have no default.
 */
export type ArgumentKinds = Readonly<Record<string, KindName | `${KindName}?` | readonly string[]>>;

/**
 * A function that looks at its arguments first: a program that no compiler has seen may hand over anything, and should be
 * told so in words. Of records it is checked that they are there and what they are, not what is in them: that the function
 * does itself.
 *
 * @param name The function's, as errors say it: a bundle's own may be shortened.
 * @throws NescioError naming the first argument that is none of its kind.
 */
export function taking<F extends (...args: never[]) => unknown>(
  name: string,
  run: F,
  expected: ArgumentKinds,
): F {
  const checked = (...args: never[]): unknown => {
    checkArguments(name, expected, args);
    return run(...args);
  };
  return checked as F;
}

/** {@link taking} for a function that returns a promise, which is then rejected. */
export function takingAsync<F extends (...args: never[]) => Promise<unknown>>(
  name: string,
  run: F,
  expected: ArgumentKinds,
): F {
  const checked = async (...args: never[]): Promise<unknown> => {
    checkArguments(name, expected, args);
    return run(...args);
  };
  return checked as F;
}

function checkArguments(name: string, expected: ArgumentKinds, args: readonly unknown[]): void {
  Object.entries(expected).forEach(([argument, kind], place) => {
    const value = args[place];
    const mayLack = typeof kind === "string" && kind.endsWith("?");
    if (mayLack && value === undefined) return;
    const { words, code, is } =
      typeof kind === "string" ? kinds[kind.replace("?", "") as KindName] : settings(...kind);
    if (is(value)) return;
    const found = describe(value);
    throw new NescioError({
      ...{ code, subject: `${name}, ${argument}`, found },
      expected: mayLack ? `${words}, or nothing` : words,
    });
  });
}
