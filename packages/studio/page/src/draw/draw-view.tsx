import { useStore } from "../state/store.js";
import { Gallery } from "./gallery.js";
import { Histograms } from "./histograms.js";
import { PictureList } from "./picture-list.js";

/** What each class got from the sampled networks; and what to ask about besides a drawing. */
export function DrawView() {
  const { verdict, model, samples } = useStore().state;
  const networks = samples ?? model?.samples;
  return (
    <>
      <h2>What the networks say</h2>
      <p>
        {model === undefined
          ? "The model is being loaded."
          : networks === 1
            ? "One network is drawn from the posterior; each row shows how probable it finds a class."
            : `${networks} networks are drawn from the posterior; each row shows how probable they find a class.`}
      </p>
      {model !== undefined && <Histograms classes={model.classes} verdict={verdict} />}
      <PictureList />
      <Gallery />
    </>
  );
}
