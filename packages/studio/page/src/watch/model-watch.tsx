import type { WatchedModel } from "../service/watch.js";
import { AuditPart } from "./audit-part.js";
import { CountsPart } from "./counts-part.js";
import { DriftPart } from "./drift-part.js";

/** How one model does. */
export function ModelWatch({ model }: { readonly model: WatchedModel }) {
  const { name, digest, since, counts, drift, audit } = model;
  return (
    <section className="watched" aria-label={`Model ${name}`}>
      <header>
        <h2>{name}</h2>
        <p className="hint">
          since {new Date(since).toLocaleString()}, file {digest.slice(0, 12)}…
        </p>
      </header>
      <CountsPart counts={counts} />
      <DriftPart drift={drift} />
      <AuditPart audit={audit} />
    </section>
  );
}
