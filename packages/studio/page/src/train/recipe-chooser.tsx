import type { RecipeName } from "../engine/training-plan.js";
import { useStore } from "../state/store.js";
import { isBusy } from "./is-busy.js";
import { recipeNames, shownRecipes } from "./recipes-shown.js";
import { fewImages } from "../engine/few-images.js";
import { imagesOf, type Choices } from "./train-state.js";
import { useTrain } from "./use-train.js";

const fields: readonly {
  readonly key: keyof Choices;
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly step: number | "any";
}[] = [
  { key: "epochs", name: "Epochs", least: 1, most: 1000, step: 1 },
  { key: "learningRate", name: "Learning rate", least: 0.00001, most: 1, step: "any" },
  { key: "batchSize", name: "Images a step", least: 1, most: 1024, step: 1 },
];

/** What learns, and how. */
export function RecipeChooser() {
  const [train, change] = useTrain();
  const { model } = useStore().state;
  const { recipe, choices, continues, phase } = train;
  const busy = isBusy(phase);
  const images = imagesOf(train);
  const few = images !== undefined && images < fewImages;
  const shown = shownRecipes[recipe];
  return (
    <section className="card" aria-labelledby="what-learns">
      <h3 id="what-learns">2 · What learns</h3>
      <div className="fields">
        <label>
          Network
          <select
            disabled={busy}
            value={recipe}
            onChange={(event) => change({ type: "recipe", recipe: event.currentTarget.value as RecipeName })}
          >
            {recipeNames
              .filter((name) => (name === "few") === few)
              .map((name) => (
                <option key={name} value={name}>
                  {shownRecipes[name].name}
                </option>
              ))}
          </select>
        </label>
        <p>{shown.text}</p>
      </div>
      <details>
        <summary>Settings</summary>
        <div className="fields">
          {fields.map(({ key, name, least, most, step }) => (
            <label key={key}>
              {name}
              <input
                type="number"
                disabled={busy}
                min={least}
                max={most}
                step={step}
                value={choices[key] ?? ""}
                placeholder={shown[key]?.toString() ?? "as many as it takes"}
                onChange={({ currentTarget: { value } }) =>
                  change({ type: "choices", choices: { [key]: value === "" ? undefined : Number(value) } })
                }
              />
            </label>
          ))}
        </div>
      </details>
      {/* There before the model is, and as long whatever its name is, so that what follows stays where it was. */}
      <label className="tick">
        <input
          type="checkbox"
          disabled={busy || model === undefined}
          checked={continues}
          onChange={(event) => change({ type: "continues", continues: event.currentTarget.checked })}
        />
        Train on from the open model
      </label>
    </section>
  );
}
