import type { Audit } from "../service/watch.js";
import { auditWords } from "./watch-words.js";

/** How often answers are wrong, as far as somebody has looked. */
export function AuditPart({ audit }: { readonly audit: Audit | null }) {
  const words = audit === null ? undefined : auditWords(audit);
  return (
    <div className="watched-part" data-kept={words?.kept}>
      <h3>How often are answers wrong?</h3>
      <p className={words?.kept === false ? "alarmed" : undefined}>
        {words?.text ?? "No answers are drawn for an audit, so that nobody knows."}
      </p>
    </div>
  );
}
