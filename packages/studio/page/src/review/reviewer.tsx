import { useEffect, useId, useState, type SyntheticEvent } from "react";
import { useSession } from "./use-session.js";

const key = "nescio-reviewer";

/** Most characters that the service takes. */
const longest = 200;

/** Who reviews: asked once, and kept in this browser. */
export function Reviewer() {
  const { session, state } = useSession();
  const [isAsked, setAsked] = useState(() => localStorage.getItem(key) === null);
  const [name, setName] = useState(() => localStorage.getItem(key) ?? "");
  const id = useId();
  useEffect(() => {
    const kept = localStorage.getItem(key);
    if (kept !== null) session.start(kept);
  }, [session]);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const given = name.trim();
    if (given === "") return;
    localStorage.setItem(key, given);
    setAsked(false);
    session.start(given);
  };
  if (!isAsked) {
    return (
      <p className="reviewer">
        You review as <strong>{state.reviewer}</strong>{" "}
        <button onClick={() => setAsked(true)}>
          Change<span className="for-listeners"> the reviewer’s name</span>
        </button>
      </p>
    );
  }
  return (
    <form className="reviewer" onSubmit={submit}>
      <label htmlFor={id}>Your name</label>
      <input
        id={id}
        value={name}
        maxLength={longest}
        required
        autoComplete="nickname"
        onChange={({ target }) => setName(target.value)}
      />
      <button className="primary">Review</button>
    </form>
  );
}
