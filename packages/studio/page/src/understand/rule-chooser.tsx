import { Slider } from "../parts/slider.js";
import { answersWhere } from "../stage/rule-words.js";
import { StopsSlider } from "../parts/stops-slider.js";
import { tutorialRule, type RuleChoice } from "../state/rule-choice.js";
import { useStore } from "../state/store.js";
import { percent } from "./words.js";

/** Numbers of networks to choose from, beside the model's own. */
const networkStops = [1, 2, 3, 5, 8, 12, 16, 25, 50, 100, 200];

type Quantile = Extract<RuleChoice, { readonly kind: "quantile" }>;

/** Chooses the rule that decides, here and about the picture beside. */
export function RuleChooser() {
  const { state, dispatch } = useStore();
  const { rule, samples } = state;
  const model = state.model!;
  const stops = [...new Set([...networkStops, model.samples])].sort((a, b) => a - b);
  const networks = samples ?? model.samples;
  const choose = (next: RuleChoice): void => dispatch({ type: "rule", rule: next });
  return (
    <div className="rule-chooser">
      <fieldset>
        <legend>Who decides</legend>
        <label>
          <input
            type="radio"
            name="rule"
            checked={rule.kind === "model"}
            onChange={() => choose({ kind: "model" })}
          />{" "}
          The model’s own rule: it answers where {answersWhere(model)}.
        </label>
        <label>
          <input
            type="radio"
            name="rule"
            checked={rule.kind === "quantile"}
            onChange={() => choose(tutorialRule)}
          />{" "}
          The tutorial’s: a quantile of the networks’ probabilities is over a threshold.
        </label>
      </fieldset>
      {rule.kind === "quantile" && (
        <QuantileSliders rule={rule} choose={choose} familiar={model.alpha !== undefined} />
      )}
      <StopsSlider
        label="Networks"
        stops={stops}
        value={networks}
        text={networks === model.samples ? `${networks}, the model’s own number` : String(networks)}
        onChange={(value) =>
          dispatch({ type: "samples", samples: value === model.samples ? undefined : value })
        }
      />
    </div>
  );
}

function QuantileSliders({
  rule,
  choose,
  familiar,
}: {
  readonly rule: Quantile;
  readonly choose: (rule: RuleChoice) => void;
  /** Whether the model can tell what is familiar. */
  readonly familiar: boolean;
}) {
  const { q, threshold } = rule;
  return (
    <>
      <Slider
        label="Quantile"
        value={q}
        least={0}
        most={1}
        step={0.01}
        text={q === 0.5 ? "0.50, the median" : q.toFixed(2)}
        onChange={(value) => choose({ ...rule, q: value })}
      />
      <Slider
        label="Threshold"
        value={threshold}
        least={0}
        most={1}
        step={0.01}
        text={threshold.toFixed(2)}
        onChange={(value) => choose({ ...rule, threshold: value })}
      />
      {familiar && (
        <label className="check">
          <input
            type="checkbox"
            checked={rule.familiarity}
            onChange={(event) => choose({ ...rule, familiarity: event.currentTarget.checked })}
          />{" "}
          Refuse what looks unfamiliar, too
        </label>
      )}
      <p className="rule-words">
        It answers a class that {percent(1 - q)} of the networks give a probability of more than{" "}
        {threshold.toFixed(2)}
        {rule.familiarity && familiar ? ", if the picture looks familiar" : ""}.
      </p>
    </>
  );
}
