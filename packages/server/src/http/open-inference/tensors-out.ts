import type { ModelFacts } from "../../models/model-facts.js";
import type { Prediction } from "../../prediction/prediction.js";

/** What is told of predictions, a tensor each. */
interface OutputKind {
  readonly datatype: "BYTES" | "BOOL" | "FP32" | "FP64";
  /** Values for each input; not there: one. */
  readonly width?: (facts: ModelFacts) => number;
  /** Whether a model has it. Default: yes. */
  readonly isThere?: (facts: ModelFacts) => boolean;
  readonly values: (prediction: Prediction, facts: ModelFacts) => readonly (string | number | boolean)[];
}

const kinds: Readonly<Record<string, OutputKind>> = {
  label: { datatype: "BYTES", values: ({ refused, labels }) => [refused ? "" : labels[0]] },
  refused: { datatype: "BOOL", values: ({ refused }) => [refused] },
  decision: { datatype: "BYTES", values: ({ decision }) => [decision] },
  reason: { datatype: "BYTES", values: ({ reason }) => [reason] },
  probabilities: {
    datatype: "FP32",
    width: ({ classes }) => classes.length,
    values: ({ probabilities }, { classes }) => classes.map((name) => probabilities[name]),
  },
  entropy: { datatype: "FP64", values: ({ uncertainty }) => [uncertainty.entropy] },
  mutual_information: { datatype: "FP64", values: ({ uncertainty }) => [uncertainty.mutualInformation] },
  familiarity: {
    datatype: "FP64",
    isThere: ({ familiarity }) => familiarity,
    values: ({ familiarity }) => [familiarity!],
  },
};

/** Names of the tensors that a model gives. */
export function outputNames(facts: ModelFacts): string[] {
  return Object.keys(kinds).filter((name) => kinds[name].isThere?.(facts) ?? true);
}

/** A tensor without its values; -1: as many as there are inputs. */
export function outputTensor(
  name: string,
  facts: ModelFacts,
  count = -1,
): { name: string; datatype: string; shape: number[] } {
  const { datatype, width } = kinds[name];
  return { name, datatype, shape: width === undefined ? [count] : [count, width(facts)] };
}

export function outputValues(
  name: string,
  facts: ModelFacts,
  predictions: readonly Prediction[],
): (string | number | boolean)[] {
  return predictions.flatMap((prediction) => kinds[name].values(prediction, facts));
}
