import { useCallback, useEffect, useRef, useState } from "react";
import { serviceErrorOf, type ServiceError } from "../service/request.js";
import { ServiceNote } from "../service/service-note.js";
import { watch, type Watch } from "../service/watch.js";
import { ModelWatch } from "./model-watch.js";

/** How often the service is asked while the page is seen, in milliseconds. */
const every = 4000;

/** How the models do at work. */
export function WatchView() {
  const [found, setFound] = useState<{ readonly watch: Watch; readonly at: Date }>();
  const [error, setError] = useState<ServiceError>();
  const asking = useRef(false);
  const load = useCallback(() => {
    // A service that takes its time is not asked twice at once.
    if (asking.current) return;
    asking.current = true;
    watch()
      .then(
        (watch) => {
          setFound({ watch, at: new Date() });
          setError(undefined);
        },
        (thrown: unknown) => setError(serviceErrorOf(thrown)),
      )
      .finally(() => (asking.current = false));
  }, []);
  useEffect(() => {
    load();
    const loadSeen = (): void => {
      if (!document.hidden) load();
    };
    const timer = setInterval(loadSeen, every);
    document.addEventListener("visibilitychange", loadSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", loadSeen);
    };
  }, [load]);
  return (
    <div className="watch">
      <ServiceNote
        connection={error === undefined || error.kind === "refused" ? "well" : error.kind}
        problem={error?.message}
        retry={load}
      />
      {found === undefined ? (
        error === undefined && <p>Asking the service…</p>
      ) : (
        <>
          <p className="watch-head">
            {queueText(found.watch)} As of {found.at.toLocaleTimeString()}.
          </p>
          {found.watch.models.length === 0 && (
            <p className="empty">No model is served. Start the service with one: nescio serve MODEL.nescio</p>
          )}
          {found.watch.models.map((model) => (
            <ModelWatch key={model.name} model={model} />
          ))}
        </>
      )}
    </div>
  );
}

function queueText({ queue }: Watch): string {
  if (queue === null) return "There is no review queue.";
  const { waiting, claimed, labelled, skipped } = queue;
  return `In the review queue ${waiting + claimed} wait for a decision; ${labelled} are labelled, ${skipped} skipped.`;
}
