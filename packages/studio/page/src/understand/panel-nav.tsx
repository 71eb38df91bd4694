import { useStore } from "../state/store.js";
import { understandPanels, type UnderstandPanel } from "./understand-state.js";

const names: Readonly<Record<UnderstandPanel, string>> = {
  votes: "Votes",
  rule: "The rule",
  familiarity: "Familiarity",
  where: "Where",
};

/** What there is to look at. */
export function PanelNav() {
  const { state, dispatch } = useStore();
  return (
    <nav className="panel-nav" aria-label="What to understand">
      {understandPanels.map((panel) => (
        <button
          key={panel}
          aria-current={panel === state.understand.panel ? "true" : undefined}
          onClick={() => dispatch({ type: "understand", action: { type: "panel", panel } })}
        >
          {names[panel]}
        </button>
      ))}
    </nav>
  );
}
