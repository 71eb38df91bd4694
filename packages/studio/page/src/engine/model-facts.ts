import { formatReading, NescioError, type Model } from "@nescio/core";
import { defaultReading, imageInput, ruleKindOf } from "@nescio/core/internal";
import { takesDigits } from "./study-images.js";

/** What the page is told of a model. */
export interface ModelFacts {
  /** Its file's name. */
  readonly name: string;
  /** Whether it is the one that comes with nescio. */
  readonly boxed: boolean;
  readonly classes: readonly string[];
  readonly input: { readonly height: number; readonly width: number; readonly channels: number };
  /** A posterior's kind, with how many members it has. */
  readonly posterior: string;
  /** Networks sampled for an input. */
  readonly samples: number;
  /** When its rule answers, to follow "answers where"; and where that refuses as unfamiliar. */
  readonly condition: string;
  readonly alpha: number | undefined;
  readonly reading: string;
  /** Scores of held-out images, in increasing order; undefined where it has no familiarity. */
  readonly heldOutScores: Float32Array | undefined;
  /** What it was trained on, where it says so. */
  readonly trainedOn: string | undefined;
  /** Names of the files of that. */
  readonly trainingFiles: readonly string[];
  /** Whether the page's own digits are images of its classes. */
  readonly takesDigits: boolean;
  readonly promise: string | undefined;
}

/** @throws NescioError `unsupported` for a model of rows of numbers, which nobody draws. */
export function modelFacts(model: Model, name: string): ModelFacts {
  const { network, posterior, classes, samples = 100, rule, familiarity, training } = model;
  if (network.input.length !== 3) {
    throw new NescioError({
      code: "unsupported",
      subject: name,
      expected: "a model of images",
      found: "a model of rows of numbers",
      next: "`nescio predict` answers for tables.",
    });
  }
  const { height, width, channels } = imageInput(network);
  const members = "members" in posterior ? ` of ${posterior.members.length}` : "";
  return {
    name,
    boxed: false,
    classes,
    input: { height, width, channels },
    posterior: `${posterior.kind}${members}`,
    samples,
    condition: ruleKindOf(rule).condition(rule),
    alpha: rule.alpha,
    reading: formatReading(model.reading ?? defaultReading),
    heldOutScores: heldOutScores(familiarity),
    trainedOn: training?.data.map(({ name }) => name).join(", "),
    trainingFiles: training?.data.flatMap(({ sources }) => sources.map(({ file }) => file)) ?? [],
    takesDigits: takesDigits(model),
    promise: undefined,
  };
}

function heldOutScores(familiarity: Model["familiarity"]): Float32Array | undefined {
  if (familiarity === undefined || !("calibration" in familiarity)) return undefined;
  return familiarity.calibration instanceof Float32Array ? familiarity.calibration : undefined;
}
