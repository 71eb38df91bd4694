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
  const files = model!.trainingFiles.map((file) => file.replace(/.*\/(?!$)/, ""));
  // Of a folder nothing tells whether the one that is opened is the same.
  const isOfFolder = files.some((file) => file.endsWith("/"));
  return (
    <>
      <h3>The training images that look most like it</h3>
      {nearest === undefined ? (
        <>
          <p>
            They are number {list([...places].map(String))} of {model!.trainedOn ?? "the training set"}, which
            is not part of this page
            {isOfFolder
              ? ""
              : `: to see them, open ${files.length > 0 ? list(files) : "the files that the model was trained on"}`}
            .
          </p>
          {!isOfFolder && <OpenButtons folders={false} />}
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
