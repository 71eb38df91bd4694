import { createContext, use, useMemo, useReducer, type Dispatch, type ReactNode } from "react";
import type { Studio } from "../client/studio.js";
import { reduce, type Action } from "./reducer.js";
import type { State } from "./state.js";

export interface Store {
  readonly state: State;
  readonly dispatch: Dispatch<Action>;
  /** What computes. */
  readonly studio: Studio;
}

const StoreContext = createContext<Store | undefined>(undefined);

/** The page's state, for all components below. */
export function StoreProvider({
  studio,
  initial,
  children,
}: {
  readonly studio: Studio;
  readonly initial: State;
  readonly children: ReactNode;
}) {
  const [state, dispatch] = useReducer(reduce, initial);
  const store = useMemo(() => ({ state, dispatch, studio }), [state, studio]);
  return <StoreContext value={store}>{children}</StoreContext>;
}

export function useStore(): Store {
  const store = use(StoreContext);
  if (store === undefined) throw new Error("a component outside of StoreProvider");
  return store;
}
