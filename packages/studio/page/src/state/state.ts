import { noPictures, type PicturesState } from "../draw/pictures-state.js";
import type { Asked } from "../engine/answering.js";
import type { ModelFacts } from "../engine/model-facts.js";
import type { Verdict } from "../engine/verdict.js";
import { noCharacters, type CharactersState } from "../stage/characters-state.js";
import { initialTrain, type TrainState } from "../train/train-state.js";
import { initialUnderstand, type UnderstandState } from "../understand/understand-state.js";
import type { Problem } from "./problem.js";
import type { RuleChoice } from "./rule-choice.js";
import { blank, type Drawing, type Shown } from "./shown.js";

export const views = ["draw", "understand", "train", "tour", "review", "watch"] as const;
export type View = (typeof views)[number];

/** Whether a view is of the service behind the page: it is not beside the pad, and is there only where a service is. */
export function isOfService(view: View): boolean {
  return view === "review" || view === "watch";
}

/** All that the page shows follows from this. */
export interface State {
  readonly view: View;
  /** Whether it is part of another page: without its frame. */
  readonly embedded: boolean;
  /** Whether a service is behind the page; undefined: not known yet. */
  readonly service: boolean | undefined;
  /** Whether a model lies beside the page, as far as is known. */
  readonly hasModel: boolean;
  /** What the service said where it wants a token for its model. */
  readonly tokenWanted: string | undefined;
  readonly shown: Shown;
  /** The drawing that was wiped off the pad last: it can be had back. */
  readonly wiped: Drawing | undefined;
  readonly rule: RuleChoice;
  /** Networks to sample; undefined: as many as the model wants. */
  readonly samples: number | undefined;
  /** Step of the tour, from 0. */
  readonly step: number;
  readonly model: ModelFacts | undefined;
  /** Of what is shown, or of what was shown a moment ago; undefined where there is nothing to answer about. */
  readonly verdict: Verdict | undefined;
  /** What the verdict is of. */
  readonly answered: Asked | undefined;
  readonly characters: CharactersState;
  readonly pictures: PicturesState;
  readonly problem: Problem | undefined;
  readonly understand: UnderstandState;
  readonly train: TrainState;
}

export const initialState: State = {
  view: "draw",
  embedded: false,
  service: undefined,
  hasModel: true,
  tokenWanted: undefined,
  shown: blank,
  wiped: undefined,
  rule: { kind: "model" },
  samples: undefined,
  step: 0,
  model: undefined,
  verdict: undefined,
  answered: undefined,
  characters: noCharacters,
  pictures: noPictures,
  problem: undefined,
  understand: initialUnderstand,
  train: initialTrain,
};

/** Whether the verdict is that of what is shown, as it is asked about now. */
export function isAnswered({ shown, rule, samples, answered }: State): boolean {
  return answered?.shown === shown && answered.rule === rule && answered.samples === samples;
}

/** Whether a stroke can be taken back, or a drawing be had back. */
export function canUndo({ shown, wiped }: State): boolean {
  return shown.kind === "drawing" && (shown.strokes.length > 0 || wiped !== undefined);
}
