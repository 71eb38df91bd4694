import { useId, useState, type SyntheticEvent } from "react";
import { storeToken } from "./token.js";

/** Asks for the service's token, and keeps it for this tab. */
export function TokenForm({ done }: { readonly done?: () => void }) {
  const [token, setToken] = useState("");
  const id = useId();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    storeToken(token);
    setToken("");
    done?.();
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
