import { Afterwards } from "./afterwards.js";
import { Controls } from "./controls.js";
import { Live } from "./live.js";
import { ModelCard } from "./model-card.js";
import { RecipeChooser } from "./recipe-chooser.js";
import { SourceChooser } from "./source-chooser.js";

/** Trains a network in the page. */
export function TrainView() {
  return (
    <div className="train">
      <h2>Train a network of your own</h2>
      <p className="soft">Everything happens in this page. Nothing that you draw or open leaves it.</p>
      <SourceChooser />
      <RecipeChooser />
      <Controls />
      <Live />
      <Afterwards />
      <ModelCard />
    </div>
  );
}
