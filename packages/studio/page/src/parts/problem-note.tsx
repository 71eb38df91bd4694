import { useStore } from "../state/store.js";

/** What went wrong last, until it is put away. */
export function ProblemNote() {
  const { state, dispatch } = useStore();
  const { problem } = state;
  return (
    <div role="alert" className="alert">
      {problem !== undefined && (
        <div className="problem" data-code={problem.code}>
          <p>{problem.message}</p>
          <button onClick={() => dispatch({ type: "dismiss" })}>Close</button>
        </div>
      )}
    </div>
  );
}
