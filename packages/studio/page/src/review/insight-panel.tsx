import { useCallback, useEffect, useState } from "react";
import { serviceErrorOf, type ServiceError } from "../service/request.js";
import type { Agreement, Suspects } from "../service/review.js";
import { agreement, suspects } from "../service/reviews.js";
import { ServiceNote } from "../service/service-note.js";
import { AgreementPart } from "./agreement-part.js";
import { SuspectsPart } from "./suspects-part.js";

/** How far reviewers agree, and which labels are probably wrong. */
export function InsightPanel({ open }: { readonly open: (id: string) => void }) {
  const [found, setFound] = useState<{ agreement: Agreement; suspects: Suspects }>();
  const [error, setError] = useState<ServiceError>();
  const load = useCallback(() => {
    Promise.all([agreement(), suspects()]).then(
      ([agreement, suspects]) => {
        setFound({ agreement, suspects });
        setError(undefined);
      },
      (thrown: unknown) => setError(serviceErrorOf(thrown)),
    );
  }, []);
  useEffect(load, [load]);
  useEffect(() => {
    if (error?.kind !== "lost") return;
    const timer = setTimeout(load, 4000);
    return () => clearTimeout(timer);
  }, [error, load]);
  return (
    <section className="insight" aria-label="Agreement and suspects">
      <ServiceNote
        connection={error === undefined || error.kind === "refused" ? "well" : error.kind}
        problem={error?.message}
        retry={load}
      />
      {found === undefined ? (
        error === undefined && <p>Looking through what was labelled…</p>
      ) : (
        <>
          <AgreementPart agreement={found.agreement} open={open} />
          <SuspectsPart found={found.suspects} open={open} />
        </>
      )}
    </section>
  );
}
