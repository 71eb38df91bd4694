import type { ComponentType } from "react";
import { useStore } from "../state/store.js";
import { FamiliarityPanel } from "./familiarity-panel.js";
import { PanelNav } from "./panel-nav.js";
import { RulePanel } from "./rule-panel.js";
import type { UnderstandPanel } from "./understand-state.js";
import { useOpened } from "./use-opened.js";
import { VotesPanel } from "./votes-panel.js";
import { WherePanel } from "./where-panel.js";

const panels: Readonly<Record<UnderstandPanel, ComponentType>> = {
  votes: VotesPanel,
  rule: RulePanel,
  familiarity: FamiliarityPanel,
  where: WherePanel,
};

/** Why the model says what it says. */
export function UnderstandView() {
  const { model, understand } = useStore().state;
  useOpened();
  const Panel = panels[understand.panel];
  return (
    <div className="understand">
      <PanelNav />
      {model === undefined ? <p>The model is being loaded.</p> : <Panel />}
    </div>
  );
}
