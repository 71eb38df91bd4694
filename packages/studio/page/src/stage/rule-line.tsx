import { useStore } from "../state/store.js";
import { ruleInWords } from "./rule-words.js";

/** What decides, and of how many networks: it may come from an address or from the tour. */
export function RuleLine() {
  const { state, dispatch } = useStore();
  const { rule, samples, model } = state;
  const networks = samples ?? model?.samples;
  const isOwn = rule.kind === "model" && (samples === undefined || samples === model?.samples);
  return (
    <p className="rule-line">
      <span>
        Decided by {ruleInWords(rule)}
        {networks !== undefined && ` · ${networks} ${networks === 1 ? "network" : "networks"}`}
      </span>
      {!isOwn && (
        <button
          onClick={() => dispatch({ type: "set", state: { rule: { kind: "model" }, samples: undefined } })}
        >
          Use the model’s
        </button>
      )}
    </p>
  );
}
