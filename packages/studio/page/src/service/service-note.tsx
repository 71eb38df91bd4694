import { TokenForm } from "./token-form.js";

/** How the connection to the service is, where it is not well, and what to do; and what the service refused. */
export function ServiceNote({
  connection,
  problem,
  kept = "",
  retry,
  dismiss,
}: {
  readonly connection: "well" | "lost" | "unauthorized";
  readonly problem: string | undefined;
  /** What is not lost. */
  readonly kept?: string;
  readonly retry: () => void;
  readonly dismiss?: () => void;
}) {
  return (
    <div role="alert" className="alert service-note">
      {connection === "lost" && (
        <div className="problem">
          <p>
            {problem} It is asked again every few seconds.{kept}
          </p>
          <button onClick={retry}>Ask now</button>
        </div>
      )}
      {connection === "unauthorized" && (
        <div className="problem">
          <div>
            <p>
              The service wants a token. {problem}
              {kept}
            </p>
            <TokenForm done={retry} />
          </div>
        </div>
      )}
      {connection === "well" && problem !== undefined && (
        <div className="problem">
          <p>{problem}</p>
          {dismiss !== undefined && <button onClick={dismiss}>Close</button>}
        </div>
      )}
    </div>
  );
}
