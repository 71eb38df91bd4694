import { reducePictures, type PicturesAction } from "../draw/pictures-state.js";
import type { Asked } from "../engine/answering.js";
import type { ModelFacts } from "../engine/model-facts.js";
import type { Verdict } from "../engine/verdict.js";
import { noCharacters, reduceCharacters, type CharactersAction } from "../stage/characters-state.js";
import { stepAt } from "../tour/steps.js";
import { reduceTrain, type TrainAction } from "../train/train-state.js";
import { reduceUnderstand, type UnderstandAction } from "../understand/understand-state.js";
import type { Problem } from "./problem.js";
import type { RuleChoice } from "./rule-choice.js";
import { blank, isBlank, type Shown } from "./shown.js";
import type { State, View } from "./state.js";

export type Action =
  | { readonly type: "view"; readonly view: View }
  | { readonly type: "service"; readonly isThere: boolean; readonly hasModel: boolean }
  | { readonly type: "token-wanted"; readonly said: string }
  | { readonly type: "show"; readonly shown: Shown }
  /** Takes all off the pad. */
  | { readonly type: "wipe" }
  /** Takes the last stroke back, or has the drawing back that was wiped. */
  | { readonly type: "undo" }
  | { readonly type: "rule"; readonly rule: RuleChoice }
  | { readonly type: "samples"; readonly samples: number | undefined }
  | { readonly type: "step"; readonly step: number }
  /** Several at once: an address, or a step of the tour. */
  | { readonly type: "set"; readonly state: Partial<State> }
  | { readonly type: "loaded"; readonly model: ModelFacts }
  | { readonly type: "verdict"; readonly verdict: Verdict; readonly of: Asked; readonly by: ModelFacts }
  /** There is no verdict of what is shown. */
  | { readonly type: "unanswered"; readonly problem: Problem; readonly by: ModelFacts }
  | { readonly type: "failed"; readonly problem: Problem }
  | { readonly type: "dismiss" }
  | { readonly type: "characters"; readonly action: CharactersAction }
  | { readonly type: "pictures"; readonly action: PicturesAction }
  | { readonly type: "understand"; readonly action: UnderstandAction }
  | { readonly type: "train"; readonly action: TrainAction };

export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case "view":
      return action.view === "tour"
        ? atStep({ ...state, view: "tour" }, state.step)
        : { ...state, view: action.view };
    case "service":
      return { ...state, service: action.isThere, hasModel: action.hasModel };
    case "token-wanted":
      return { ...state, tokenWanted: action.said };
    case "show":
      return shown(state, action.shown);
    case "wipe":
      return wipe(state);
    case "undo":
      return undo(state);
    case "rule":
      return { ...state, rule: action.rule };
    case "samples":
      return { ...state, samples: action.samples };
    case "step":
      return atStep(state, action.step);
    case "set":
      return set(state, action.state);
    case "loaded":
      return {
        ...withoutVerdict(state),
        model: action.model,
        // The tour's pictures are of digits.
        shown: state.view === "tour" && !action.model.takesDigits ? blank : state.shown,
        tokenWanted: undefined,
        pictures: reducePictures(state.pictures, { type: "unanswered" }),
        problem: undefined,
        understand: reduceUnderstand(state.understand, { type: "another-model" }),
      };
    case "verdict":
      // It may come after the pad was wiped, or from the model before.
      return isBlank(state.shown) || action.by !== state.model
        ? state
        : { ...state, verdict: action.verdict, answered: action.of };
    case "unanswered":
      return action.by === state.model ? { ...withoutVerdict(state), problem: action.problem } : state;
    case "failed":
      return { ...state, problem: action.problem };
    case "dismiss":
      return { ...state, problem: undefined };
    case "characters":
      return { ...state, characters: reduceCharacters(state.characters, action.action) };
    case "pictures":
      return { ...state, pictures: reducePictures(state.pictures, action.action) };
    case "understand":
      return { ...state, understand: reduceUnderstand(state.understand, action.action) };
    case "train":
      return { ...state, train: reduceTrain(state.train, action.action) };
  }
}

/** A step of the tour sets what the page shows, where the model takes its pictures. */
function atStep(state: State, step: number): State {
  if (state.model?.takesDigits === false) return { ...state, step };
  return set(state, { ...stepAt(step).state, step });
}

function set(state: State, change: Partial<State>): State {
  const next = { ...state, ...change };
  return change.shown === undefined ? next : shown(next, change.shown);
}

function shown(state: State, next: Shown): State {
  const kept = isBlank(next) ? withoutVerdict(state) : state;
  return { ...kept, shown: next, characters: noCharacters, problem: undefined };
}

function wipe(state: State): State {
  const isDrawn = state.shown.kind === "drawing" && !isBlank(state.shown);
  return { ...shown(state, blank), wiped: isDrawn ? state.shown : state.wiped };
}

function undo(state: State): State {
  if (state.shown.kind !== "drawing") return state;
  const { strokes } = state.shown;
  if (strokes.length > 0) return shown(state, { kind: "drawing", strokes: strokes.slice(0, -1) });
  return state.wiped === undefined ? state : { ...shown(state, state.wiped), wiped: undefined };
}

function withoutVerdict(state: State): State {
  return { ...state, verdict: undefined, answered: undefined, characters: noCharacters };
}
