import { createDataset, type ImageDataset } from "../data/dataset.js";
import { imageInput } from "../layers/network.js";
import { explainHints, isRefused, type Hint } from "../reading/hints.js";
import type { Read } from "../reading/kind.js";
import type { Box } from "../reading/plane.js";
import { answerImages, type Answer, type Answerer, type AnswerOptions } from "./answer-images.js";
import type { InputReader } from "./inputs.js";

/** What a model answers about a picture, or about one character of it. */
export interface PictureAnswer extends Answer {
  /** What its reading noticed. */
  readonly hints: readonly Hint[];
  /** The part of the picture that this is about, in its pixels; undefined where there is nothing. */
  readonly box: Box | undefined;
}

/**
 * What a model answers about an input that was read from a picture. It is answered where the input and all its views
 * are, with one label; refused as the first of them that is.
 *
 * @throws NescioError as `answer`.
 */
export async function answerRead(
  model: Answerer & InputReader,
  read: Read,
  options: AnswerOptions = {},
): Promise<PictureAnswer> {
  return agreedAnswer(read, await answerImages(model, inputsAsSet(model, read), options));
}

/** What is said of a picture whose input and views, in this order, were answered. */
export function agreedAnswer({ hints, box }: Read, answers: readonly Answer[]): PictureAnswer {
  const agreed = isRefused(hints) ? unreadable(answers[0]) : agreement(answers);
  const words = agreed.refused ? explainHints(hints) : "";
  return { ...agreed, explanation: [agreed.explanation, words].filter(Boolean).join("; "), hints, box };
}

/** An input and its views as a data set, the input first. */
export function inputsAsSet(
  { classes, network }: Pick<Answerer, "classes"> & InputReader,
  { pixels, views }: Read,
): ImageDataset {
  const all = new Uint8Array(pixels.length * (1 + views.length));
  [pixels, ...views].forEach((values, i) => all.set(values, i * pixels.length));
  return createDataset({
    name: "picture",
    count: 1 + views.length,
    ...imageInput(network),
    pixels: all,
    classes,
  });
}

/** The first answer where all others say the same; else a refusal that says what became of it. */
function agreement([first, ...others]: readonly Answer[]): Answer {
  if (first.refused) return first;
  const refused = others.find((other) => other.refused);
  if (refused !== undefined) {
    const explanation = `${first.labels.join(" or ")} as it stands, but set a little differently: ${refused.explanation}`;
    return { ...refused, probabilities: first.probabilities, explanation };
  }
  const other = others.find(({ labels }) => labels[0] !== first.labels[0]);
  if (other === undefined) return first;
  const labels = [first.labels[0], other.labels[0]];
  const decision = {
    ...first.decision,
    kind: "ambiguous" as const,
    refused: true,
    labels: [first.decision.best, other.decision.best],
    score: Math.min(1, first.decision.score),
  };
  const explanation = `${labels[0]} as it stands, ${labels[1]} set a little differently`;
  return { ...first, refused: true, labels, reason: "ambiguous", decision, explanation };
}

/** Of a picture that shows nothing to answer about: nothing of the kind was in training. */
function unreadable(given: Answer): Answer {
  const decision = { ...given.decision, kind: "unfamiliar" as const, refused: true, labels: [], score: 0 };
  return {
    ...given,
    refused: true,
    labels: [],
    reason: "unfamiliar",
    set: undefined,
    explanation: "unfamiliar",
    decision,
  };
}
