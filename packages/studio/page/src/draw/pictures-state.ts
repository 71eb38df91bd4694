import type { ModelFacts } from "../engine/model-facts.js";
import type { Verdict } from "../engine/verdict.js";
import type { Problem } from "../state/problem.js";
import type { RuleChoice } from "../state/rule-choice.js";

/** What pictures are asked by. Compared as the object that it is. */
export interface Asking {
  readonly rule: RuleChoice;
  readonly samples: number | undefined;
  readonly model: ModelFacts | undefined;
}

/** A file that was dropped, pasted or picked. */
export interface PictureItem {
  /** The number that the page gave it. */
  readonly id: number;
  /** Its file's name. */
  readonly name: string;
  /** Undefined until it is decoded. */
  readonly thumbnail: ImageBitmap | undefined;
  readonly verdict: Verdict | undefined;
  /** Why there is no answer. */
  readonly problem: Problem | undefined;
  /** What it was asked by last. */
  readonly asked: Asking | undefined;
}

/** Files that were dropped, pasted or picked, in their order. */
export type PicturesState = readonly PictureItem[];

export const noPictures: PicturesState = [];

export type PicturesAction =
  | { readonly type: "add"; readonly pictures: readonly Pick<PictureItem, "id" | "name">[] }
  | { readonly type: "decoded"; readonly id: number; readonly thumbnail: ImageBitmap }
  | { readonly type: "verdict"; readonly id: number; readonly verdict: Verdict; readonly asked: Asking }
  | { readonly type: "failed"; readonly id: number; readonly problem: Problem; readonly asked?: Asking }
  /** Another model: what was said of them is no more. */
  | { readonly type: "unanswered" }
  | { readonly type: "forget" };

export function reducePictures(state: PicturesState, action: PicturesAction): PicturesState {
  const changed = (change: Partial<PictureItem>): PicturesState =>
    state.map((item) => ("id" in action && item.id === action.id ? { ...item, ...change } : item));
  switch (action.type) {
    case "add":
      return [...state, ...action.pictures.map((picture) => ({ ...empty, ...picture }))];
    case "decoded":
      return changed({ thumbnail: action.thumbnail });
    case "verdict":
      return changed({ verdict: action.verdict, problem: undefined, asked: action.asked });
    case "failed":
      return changed({ problem: action.problem, verdict: undefined, asked: action.asked });
    case "unanswered":
      // What could not be decoded stays so, whatever the model.
      return state.map((item) =>
        item.thumbnail === undefined ? item : { ...item, verdict: undefined, problem: undefined },
      );
    case "forget":
      return noPictures;
  }
}

const empty = { thumbnail: undefined, verdict: undefined, problem: undefined, asked: undefined };
