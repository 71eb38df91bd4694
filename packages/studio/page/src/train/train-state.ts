import { fewImages } from "../engine/few-images.js";
import type { Example } from "../engine/examples.js";
import type {
  FirstLayer,
  Promised,
  RecipeName,
  TrainingOutcome,
  TrainingReport,
  TrainingSetFacts,
} from "../engine/training-plan.js";
import type { Seen } from "../engine/verdict.js";
import type { State } from "../state/state.js";

export const sources = ["digits", "own", "idx", "folder"] as const;
/** What is learned. */
export type SourceName = (typeof sources)[number];

/** A class of one's own, with its examples. */
export interface OwnClass {
  readonly id: number;
  readonly name: string;
  readonly examples: readonly OwnExample[];
}

/** An example; of a picture with a small one of it. */
export type OwnExample = Example & { readonly thumbnail?: Seen };

export type Hand = "neat" | "hasty";

/** What a person may say otherwise than the recipe does. */
export interface Choices {
  readonly epochs: number | undefined;
  readonly learningRate: number | undefined;
  readonly batchSize: number | undefined;
}

/** A point of a curve. */
export type CurvePoint = readonly [step: number, value: number];

/** What a training has told so far. */
export interface Progress {
  readonly report: TrainingReport;
  readonly loss: readonly CurvePoint[];
  readonly accuracy: readonly CurvePoint[];
  readonly weights: FirstLayer | undefined;
  /** Reports so far. */
  readonly reports: number;
}

export type Phase = "idle" | "opening" | "training" | "paused" | "done";

/** What the view "Train" keeps. */
export interface TrainState {
  readonly source: SourceName;
  readonly digits: { readonly count: number; readonly hand: Hand };
  /** IDX files or a folder that were opened. */
  readonly opened: { readonly of: SourceName; readonly facts: TrainingSetFacts } | undefined;
  readonly own: readonly OwnClass[];
  /** For the next class or example. */
  readonly nextId: number;
  readonly recipe: RecipeName;
  readonly choices: Choices;
  /** Whether training goes on from the open model. */
  readonly continues: boolean;
  readonly phase: Phase;
  readonly progress: Progress | undefined;
  readonly outcome: Omit<TrainingOutcome, "file"> | undefined;
  /** Of one answer in so many at most is wrong, what was found. */
  readonly promise: PromiseState | undefined;
}

export interface PromiseState {
  readonly oneIn: number;
  readonly found: Omit<Promised, "rule"> | undefined;
  /** Why nothing can be promised. */
  readonly unmet: string | undefined;
}

const noChoices: Choices = { epochs: undefined, learningRate: undefined, batchSize: undefined };

export const initialTrain: TrainState = {
  source: "digits",
  digits: { count: 6000, hand: "neat" },
  opened: undefined,
  own: [
    { id: 0, name: "A", examples: [] },
    { id: 1, name: "B", examples: [] },
  ],
  nextId: 2,
  recipe: "tutorial",
  choices: noChoices,
  continues: false,
  phase: "idle",
  progress: undefined,
  outcome: undefined,
  promise: undefined,
};

export type TrainAction =
  | { readonly type: "source"; readonly source: SourceName }
  | { readonly type: "digits"; readonly digits: TrainState["digits"] }
  | { readonly type: "opened"; readonly of: SourceName; readonly facts: TrainingSetFacts }
  | { readonly type: "add-class" }
  | { readonly type: "remove-class"; readonly id: number }
  | { readonly type: "name-class"; readonly id: number; readonly name: string }
  | { readonly type: "add-example"; readonly to: number; readonly example: NewExample }
  | { readonly type: "remove-example"; readonly from: number; readonly id: number }
  | { readonly type: "recipe"; readonly recipe: RecipeName }
  | { readonly type: "choices"; readonly choices: Partial<Choices> }
  | { readonly type: "continues"; readonly continues: boolean }
  | { readonly type: "phase"; readonly phase: Phase }
  | { readonly type: "began" }
  | { readonly type: "report"; readonly report: TrainingReport }
  | { readonly type: "outcome"; readonly outcome: Omit<TrainingOutcome, "file"> }
  | { readonly type: "promise"; readonly promise: PromiseState };

/** Of an example, all but the number that it gets. */
export type NewExample =
  | { readonly kind: "drawing"; readonly strokes: Extract<Example, { kind: "drawing" }>["strokes"] }
  | { readonly kind: "picture"; readonly picture: number; readonly thumbnail: Seen };

export function reduceTrain(state: TrainState, action: TrainAction): TrainState {
  switch (action.type) {
    case "source":
      return withRecipe({ ...state, source: action.source });
    case "digits":
      return withRecipe({ ...state, digits: action.digits });
    case "opened":
      return withRecipe({ ...state, opened: { of: action.of, facts: action.facts } });
    case "add-class": {
      const added = { id: state.nextId, name: nextName(state.own), examples: [] };
      return { ...state, own: [...state.own, added], nextId: state.nextId + 1 };
    }
    case "remove-class":
      return { ...state, own: state.own.filter(({ id }) => id !== action.id) };
    case "name-class":
      return changeClass(state, action.id, (own) => ({ ...own, name: action.name }));
    case "add-example": {
      const example: OwnExample = { id: state.nextId, ...action.example };
      const next = changeClass(state, action.to, (own) => ({ ...own, examples: [...own.examples, example] }));
      return withRecipe({ ...next, nextId: state.nextId + 1 });
    }
    case "remove-example":
      return withRecipe(
        changeClass(state, action.from, (own) => ({
          ...own,
          examples: own.examples.filter(({ id }) => id !== action.id),
        })),
      );
    case "recipe":
      return { ...state, recipe: action.recipe, choices: noChoices };
    case "choices":
      return { ...state, choices: { ...state.choices, ...action.choices } };
    case "continues":
      return { ...state, continues: action.continues };
    case "phase":
      return { ...state, phase: action.phase };
    case "began":
      return { ...state, phase: "training", progress: undefined, outcome: undefined, promise: undefined };
    case "report":
      return { ...state, progress: reported(state.progress, action.report) };
    case "outcome":
      return { ...state, phase: "done", outcome: action.outcome };
    case "promise":
      return { ...state, promise: action.promise };
  }
}

/** A number that grows while the verdict is that of a training; undefined where it is that of the model. */
export function liveMoment({
  view,
  shown,
  train,
}: Pick<State, "view" | "shown" | "train">): number | undefined {
  const { phase, progress } = train;
  const isTraining = (phase === "training" || phase === "paused") && progress !== undefined;
  // The worker that trains has no pictures, nor images that were opened.
  if (!isTraining || view !== "train" || shown.kind !== "drawing") return undefined;
  // Two or three times a second can be read.
  return Math.floor(progress.reports / 3);
}

/** How many images there are to learn from; undefined where that is not known yet. */
export function imagesOf({ source, digits, opened, own }: TrainState): number | undefined {
  if (source === "digits") return digits.count;
  if (source === "own") return own.reduce((sum, { examples }) => sum + examples.length, 0);
  return opened?.of === source ? opened.facts.images : undefined;
}

/** The recipe that suits what is learned, where the one that is chosen does not. */
function withRecipe(state: TrainState): TrainState {
  const images = imagesOf(state);
  if (images === undefined) return state;
  const few = images < fewImages;
  if (few === (state.recipe === "few")) return state;
  return { ...state, recipe: few ? "few" : "tutorial", choices: noChoices };
}

/** Points of a curve that are kept: of more, every other one. */
const mostPoints = 800;

function reported(before: Progress | undefined, report: TrainingReport): Progress {
  const { step, loss, accuracy, weights } = report;
  const training = report.stage === "training";
  return {
    report,
    loss:
      training && loss !== undefined
        ? thinned([...(before?.loss ?? []), [step, loss]])
        : (before?.loss ?? []),
    accuracy:
      training && accuracy !== undefined
        ? thinned([...(before?.accuracy ?? []), [step, accuracy]])
        : (before?.accuracy ?? []),
    weights: weights ?? before?.weights,
    reports: (before?.reports ?? 0) + 1,
  };
}

function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  return points.length <= mostPoints ? points : points.filter((_, i) => i % 2 === 0);
}

function changeClass(state: TrainState, id: number, change: (own: OwnClass) => OwnClass): TrainState {
  return { ...state, own: state.own.map((own) => (own.id === id ? change(own) : own)) };
}

/** The first letter that no class is called by. */
function nextName(own: readonly OwnClass[]): string {
  const taken = new Set(own.map(({ name }) => name));
  return (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("").find((letter) => !taken.has(letter)) ?? `class ${own.length + 1}`
  );
}
