import { isBusy } from "./is-busy.js";
import { OwnClassRow } from "./own-class-row.js";
import { useTrain } from "./use-train.js";

/** Classes of one's own, with examples that are drawn, opened or photographed. */
export function OwnSource() {
  const [{ own, phase }, change] = useTrain();
  return (
    <div className="own">
      <p>
        Name two classes or more, and give ten or so examples of each: draw on the pad and add the drawing, or
        add pictures. Every third one is kept aside to find out what looks familiar.
      </p>
      <ol className="own-classes">
        {own.map((each) => (
          <OwnClassRow key={each.id} own={each} />
        ))}
      </ol>
      <button disabled={isBusy(phase)} onClick={() => change({ type: "add-class" })}>
        Add a class
      </button>
    </div>
  );
}
