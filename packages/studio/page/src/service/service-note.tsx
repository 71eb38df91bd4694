import { useId, useState, type SyntheticEvent } from "react";
import { storeToken } from "./token.js";

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

function TokenForm({ done }: { readonly done: () => void }) {
  const [token, setToken] = useState("");
  const id = useId();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    storeToken(token);
    setToken("");
    done();
  };
  return (
    <form className="token-form" onSubmit={submit}>
      <label htmlFor={id}>Token</label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        value={token}
        required
        onChange={({ target }) => setToken(target.value)}
      />
      <button className="primary">Use it</button>
      <p className="hint">It is kept in this tab only, until that is closed.</p>
    </form>
  );
}
