import type { Suspects } from "../service/review.js";

/** Labels that the network finds very improbable. */
export function SuspectsPart({
  found: { judged, suspected, suspects },
  open,
}: {
  readonly found: Suspects;
  readonly open: (id: string) => void;
}) {
  return (
    <section className="insight-part">
      <h2>Labels that may be wrong</h2>
      <p>
        {suspected === 0
          ? `None of the ${judged} labels given is one that the network finds very improbable.`
          : `Of ${judged} labels given, the network finds ${suspected} very improbable. It may be wrong itself: look again.`}
      </p>
      <ul className="jump-list">
        {suspects.map(({ id, reviewer, label, suggested, why }) => (
          <li key={`${id} ${reviewer}`}>
            <span>
              <strong>{label}</strong>, said {reviewer}; perhaps <strong>{suggested}</strong>.{" "}
              <span className="hint">{why}</span>
            </span>
            <button onClick={() => open(id)}>
              Look at it<span className="for-listeners"> ({id.slice(-6)})</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
