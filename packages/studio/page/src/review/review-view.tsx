import { useState } from "react";
import { ServiceNote } from "../service/service-note.js";
import { InsightPanel } from "./insight-panel.js";
import { QueuePanel } from "./queue-panel.js";
import { Reviewer } from "./reviewer.js";
import { useAskAgain, useSession } from "./use-session.js";

const panels = { queue: "Queue", insight: "Agreement and suspects" } as const;
type Panel = keyof typeof panels;

/** The queue of what the network did not decide, one after another. */
export function ReviewView() {
  const { session, state } = useSession();
  const [panel, setPanel] = useState<Panel>("queue");
  useAskAgain();
  const { connection, problem, unsent } = state;
  const kept =
    unsent.length === 0
      ? ""
      : ` ${unsent.length === 1 ? "One verdict is" : `${unsent.length} verdicts are`} kept here until then.`;
  return (
    <div className="review">
      <div className="review-head">
        <nav className="panel-nav" aria-label="What to review">
          {(Object.keys(panels) as Panel[]).map((name) => (
            <button
              key={name}
              aria-current={name === panel ? "true" : undefined}
              onClick={() => setPanel(name)}
            >
              {panels[name]}
            </button>
          ))}
        </nav>
        <Reviewer />
      </div>
      <ServiceNote
        connection={connection}
        problem={problem}
        kept={kept}
        retry={() => void session.goOn()}
        dismiss={() => session.dismiss()}
      />
      {panel === "queue" ? (
        <QueuePanel />
      ) : (
        <InsightPanel
          open={(id) => {
            setPanel("queue");
            void session.open(id);
          }}
        />
      )}
    </div>
  );
}
