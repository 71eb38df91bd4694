import { useMemo } from "react";
import { useSettled } from "../parts/use-settled.js";
import { useStore } from "../state/store.js";
import { HeatMap } from "./heat-map.js";
import { isSameImage } from "./same-image.js";
import { useOcclusion } from "./use-occlusion.js";
import { useUnderstand } from "./use-understand.js";
import { familiarityMap, networksMap, type WhereMap } from "./where-words.js";

/** Which parts of the picture matter. */
export function WherePanel() {
  const { verdict } = useStore().state;
  const [{ occlusion }] = useUnderstand();
  useOcclusion();
  const maps = useMaps();
  const isOld = occlusion !== undefined && verdict !== undefined && !isSameImage(occlusion.of, verdict.seen);
  return (
    <section className="understand-panel" aria-labelledby="where-title">
      <h2 id="where-title">Where in the picture</h2>
      <p>
        The picture is covered part by part, and the networks are asked each time. What changes the most when
        it is covered matters the most.
      </p>
      {verdict === undefined ? (
        <p className="empty">Draw something, and its parts are covered in turn.</p>
      ) : occlusion === undefined ? (
        <p className="empty">The parts of the picture are being covered …</p>
      ) : (
        <div className="heat-maps" data-old={isOld}>
          {maps.map((map) => (
            <HeatMap key={map.key} seen={occlusion.of} map={map} />
          ))}
        </div>
      )}
      <Heard sentences={isOld ? [] : maps.map(({ sentence }) => sentence)} />
    </section>
  );
}

function Heard({ sentences }: { readonly sentences: readonly string[] }) {
  const settled = useSettled(sentences.join(" "), 700);
  return (
    <p className="for-listeners" role="status">
      {settled}
    </p>
  );
}

function useMaps(): readonly WhereMap[] {
  const { verdict, model } = useStore().state;
  const [{ occlusion }] = useUnderstand();
  const refused = verdict?.refused ?? false;
  const scores = model?.heldOutScores;
  return useMemo(() => {
    if (occlusion === undefined) return [];
    const { familiarity } = occlusion.value;
    const spread = scores === undefined ? 0 : scores[scores.length - 1] - scores[0];
    const networks = networksMap(occlusion.value, refused);
    return familiarity === undefined ? [networks] : [familiarityMap(familiarity, spread), networks];
  }, [occlusion, refused, scores]);
}
