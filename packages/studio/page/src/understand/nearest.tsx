import { Pixels } from "../parts/pixels.js";
import { useStore } from "../state/store.js";
import { OpenButtons } from "./open-buttons.js";
import { useNearest } from "./use-nearest.js";
import { list } from "./words.js";

/** The training images that look most like what is shown. */
export function Nearest() {
  const { verdict, model } = useStore().state;
  const nearest = useNearest();
  const places = verdict?.familiar?.nearest;
  if (places === undefined || places.length === 0) return null;
  return (
    <>
      <h3>The training images that look most like it</h3>
      {nearest === undefined ? (
        <>
          <p>
            They are number {list([...places].map(String))} of {model!.trainedOn ?? "the training set"}, which
            is not part of this page: to see them, open{" "}
            {model!.trainingFiles.length > 0
              ? list(model!.trainingFiles.map((file) => file.replace(/.*\//, "")))
              : "the files that the model was trained on"}
            .
          </p>
          <OpenButtons folders={false} />
        </>
      ) : (
        <ul className="nearest">
          {nearest.map(({ place, image, label }) => (
            <li key={place}>
              <Pixels
                image={image}
                label={`Training image ${place}${label === undefined ? "" : `, a ${label}`}`}
              />
              <span>{label ?? place}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
