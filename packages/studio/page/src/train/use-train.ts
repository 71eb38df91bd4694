import type { Dispatch } from "react";
import { useStore } from "../state/store.js";
import type { TrainAction, TrainState } from "./train-state.js";

/** The state of the view "Train", and what changes it. */
export function useTrain(): readonly [TrainState, Dispatch<TrainAction>] {
  const { state, dispatch } = useStore();
  return [state.train, (action) => dispatch({ type: "train", action })];
}
