import {
  answer,
  selectImages,
  type Answer,
  type AnswerOptions,
  type Model,
  type Posterior,
  type RowDataset,
  type Rule,
  type Cell,
} from "@nescio/core";

/** Log-probabilities that are in memory at a time. */
const MAX_NUMBERS = 2 ** 24;

/**
 * What a model answers about rows, wherever they stand: where a posterior's samples depend on the place, each row by itself.
 */
export async function answerRows(
  model: Model,
  rows: RowDataset,
  options: AnswerOptions & { readonly samples: number },
): Promise<Answer[]> {
  const { samplesByPlace = false }: Posterior = model.posterior;
  const fitting = Math.max(8, Math.floor(MAX_NUMBERS / (options.samples * model.classes.length)));
  const most = samplesByPlace ? 1 : fitting;
  if (rows.count <= most) return answer(model, rows, options);
  const answers: Answer[] = [];
  for (let from = 0; from < rows.count; from += most) {
    const length = Math.min(most, rows.count - from);
    const part = selectImages(
      rows,
      Array.from({ length }, (_, i) => from + i),
    );
    answers.push(...(await answer(model, part, options)));
  }
  return answers;
}

/** The columns that answers are written to, behind those of a row. */
export function answerColumns(
  { classes }: Model,
  { alpha, sets }: Rule,
  { probabilities = false }: { readonly probabilities?: boolean },
): string[] {
  return [
    ...["decision", "refused", "reason", "explanation", "probability"],
    ...(alpha === undefined ? [] : ["familiarity"]),
    ...(sets === undefined ? [] : ["set"]),
    ...(probabilities ? classes.map((name) => `p_${name}`) : []),
  ];
}

/** What is said in these columns. */
export function answerCells(
  given: Answer,
  { alpha, sets }: Rule,
  { probabilities = false }: { readonly probabilities?: boolean },
): Cell[] {
  const { refused, labels, reason, explanation, pValue, set } = given;
  return [
    ...[refused ? null : labels[0], refused, reason ?? null, explanation, bestProbability(given)],
    ...(alpha === undefined ? [] : [digits(pValue!)]),
    ...(sets === undefined ? [] : [set!.join(" ")]),
    ...(probabilities ? Array.from(given.probabilities, digits) : []),
  ];
}

/** Of the most probable class. */
export function bestProbability({ probabilities, decision }: Answer): number {
  return digits(probabilities[decision.best]);
}

/** A number without the digits that single precision does not have. */
const digits = (x: number): number => +x.toPrecision(6);
