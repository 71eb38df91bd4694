import type { NearestImage } from "../engine/nearest-images.js";
import type { Occlusion } from "../engine/occlusion.js";
import type { OpenedFacts } from "../engine/opened-images.js";
import type { RunningVerdict } from "../engine/running-verdicts.js";
import type { StudyFigures } from "../engine/study-figures.js";
import type { StudySet } from "../engine/studying.js";
import type { Seen, Verdict } from "../engine/verdict.js";
import type { ModelFacts } from "../engine/model-facts.js";
import type { Shown } from "../state/shown.js";

export const understandPanels = ["votes", "rule", "familiarity", "where"] as const;
export type UnderstandPanel = (typeof understandPanels)[number];

/** Networks that can be counted in a second. */
export const speeds = [1, 2, 5, 10, 20] as const;

/** The count of the votes. */
export interface Count {
  /** What the networks are asked about: of anything else, all are counted. */
  readonly of: Shown;
  readonly counted: number;
  readonly playing: boolean;
}

/** Something that was found out, and of what: out of date where that is another one. */
export interface Found<Of, T> {
  readonly of: Of;
  readonly value: T;
}

/** What the view "Understand" keeps. */
export interface UnderstandState {
  readonly panel: UnderstandPanel;
  readonly count: Count | undefined;
  /** Networks counted in a second, while it plays. */
  readonly speed: number;
  readonly running: Found<Verdict, readonly RunningVerdict[]> | undefined;
  /** What somebody opened. */
  readonly opened: OpenedFacts | undefined;
  /** What rules are studied on, where somebody chose. */
  readonly set: StudySet | undefined;
  /** Images predicted, while they are. */
  readonly progress: { readonly done: number; readonly total: number } | undefined;
  readonly figures: StudyFigures | undefined;
  readonly nearest: Found<Verdict, readonly NearestImage[]> | undefined;
  readonly occlusion: Found<Seen, Occlusion> | undefined;
}

export const initialUnderstand: UnderstandState = {
  panel: "votes",
  count: undefined,
  speed: 5,
  running: undefined,
  opened: undefined,
  set: undefined,
  progress: undefined,
  figures: undefined,
  nearest: undefined,
  occlusion: undefined,
};

export type UnderstandAction =
  | { readonly type: "panel"; readonly panel: UnderstandPanel }
  | { readonly type: "count"; readonly count: Count | undefined }
  /** One network more, of those that are counted. */
  | { readonly type: "next"; readonly of: Shown; readonly samples: number }
  | { readonly type: "speed"; readonly speed: number }
  | { readonly type: "running"; readonly running: Found<Verdict, readonly RunningVerdict[]> }
  | { readonly type: "opened"; readonly opened: OpenedFacts }
  | { readonly type: "set"; readonly set: StudySet }
  | { readonly type: "progress"; readonly done: number; readonly total: number }
  | { readonly type: "figures"; readonly figures: StudyFigures | undefined }
  | { readonly type: "nearest"; readonly nearest: Found<Verdict, readonly NearestImage[]> | undefined }
  | { readonly type: "occlusion"; readonly occlusion: Found<Seen, Occlusion> }
  /** Another model answers: what the last one said is of no use. */
  | { readonly type: "another-model" };

export function reduceUnderstand(state: UnderstandState, action: UnderstandAction): UnderstandState {
  switch (action.type) {
    case "panel":
      return { ...state, panel: action.panel };
    case "count":
      return { ...state, count: action.count };
    case "next":
      return { ...state, count: next(state, action.of, action.samples) };
    case "speed":
      return { ...state, speed: action.speed };
    case "running":
      return { ...state, running: action.running };
    case "opened":
      return { ...state, opened: action.opened, nearest: undefined };
    case "set":
      return { ...state, set: action.set, figures: undefined };
    case "progress":
      return { ...state, progress: { done: action.done, total: action.total } };
    case "figures":
      return { ...state, figures: action.figures, progress: undefined };
    case "nearest":
      return { ...state, nearest: action.nearest };
    case "occlusion":
      return { ...state, occlusion: action.occlusion };
    case "another-model":
      return { ...initialUnderstand, panel: state.panel, speed: state.speed };
  }
}

/** How many of the networks are counted. */
export function countedOf({ count }: UnderstandState, shown: Shown, samples: number): number {
  return count?.of === shown ? Math.min(count.counted, samples) : samples;
}

/** What rules are studied on; undefined where there is nothing. */
export function studySetOf({ set, opened }: UnderstandState, model: ModelFacts): StudySet | undefined {
  if (set !== undefined) return set;
  return model.takesDigits ? "digits" : opened && "opened";
}

function next(state: UnderstandState, shown: Shown, samples: number): Count {
  const counted = Math.min(samples, countedOf(state, shown, samples) + 1);
  return { of: shown, counted, playing: state.count?.playing === true && counted < samples };
}
