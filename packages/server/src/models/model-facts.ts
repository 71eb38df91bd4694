import {
  formatReading,
  formatRule,
  type Calibration,
  type Model,
  type ModelTraining,
  type Network,
  type Posterior,
} from "@nescio/core";
import { cellTypes, defaultReading, imageInput, ruleKindOf } from "@nescio/core/internal";

/** What a model takes. */
export type InputFacts =
  | {
      readonly kind: "images";
      readonly height: number;
      readonly width: number;
      readonly channels: number;
      readonly reading: string;
    }
  /** Rows by their columns, of which others are passed over. */
  | { readonly kind: "rows"; readonly columns: readonly { readonly name: string; readonly type: string }[] }
  /** Rows of so many numbers. */
  | { readonly kind: "numbers"; readonly count: number };

/** What the service tells of a model, and what it watches it by. */
export interface ModelFacts {
  readonly classes: readonly string[];
  readonly input: InputFacts;
  /** The posterior's kind. */
  readonly posterior: string;
  /** Networks sampled for an input. */
  readonly samples: number;
  readonly rule: string;
  /** When that answers, to follow "answers where". */
  readonly condition: string;
  /** What the rule was calibrated to, and what was found. */
  readonly calibration: Calibration | null;
  /** Whether it looks at how familiar inputs are. */
  readonly familiarity: boolean;
  /** Familiarity scores of held-out inputs; empty where there are none. */
  readonly heldOutScores: Float32Array;
  /** The data sets it was trained on. */
  readonly trainedOn: readonly string[];
  /** Whether all inputs meet the same sampled networks, so that what these say of one can be compared with what they say of another. */
  readonly sharesNetworks: boolean;
  readonly network: Network;
  readonly training: ModelTraining | undefined;
}

export function modelFacts(model: Model): ModelFacts {
  const { classes, network, posterior, samples = 100, rule, familiarity, training } = model;
  const members = "members" in posterior ? ` of ${posterior.members.length}` : "";
  return {
    classes,
    input: inputFacts(model),
    posterior: `${posterior.kind}${members}`,
    samples,
    rule: formatRule(rule),
    condition: ruleKindOf(rule).condition(rule),
    calibration: rule.calibration ?? null,
    familiarity: familiarity !== undefined,
    heldOutScores: heldOutScores(familiarity),
    trainedOn: training?.data.map(({ name }) => name) ?? [],
    sharesNetworks: (posterior as Posterior).samplesByPlace !== true,
    network,
    training,
  };
}

function inputFacts({ network, table, reading = defaultReading }: Model): InputFacts {
  if (network.input.length === 3) {
    const { height, width, channels } = imageInput(network);
    return { kind: "images", height, width, channels, reading: formatReading(reading) };
  }
  if (table === undefined) return { kind: "numbers", count: network.input[0] };
  return { kind: "rows", columns: Array.from(cellTypes(table.columns), ([name, type]) => ({ name, type })) };
}

function heldOutScores(familiarity: Model["familiarity"]): Float32Array {
  const scores = familiarity !== undefined && "calibration" in familiarity && familiarity.calibration;
  return scores instanceof Float32Array ? scores : new Float32Array();
}
