import { useEffect, useState } from "react";
import { problemOfPassed } from "../client/problems-pass.js";
import type { EngineFacts } from "../engine/engine-facts.js";
import { useStore } from "../state/store.js";

/** What computes, and how fast, at the foot of the page: to be found, not to be announced. */
export function EngineNote() {
  const { state, dispatch, studio } = useStore();
  const [facts, setFacts] = useState<EngineFacts>();
  useEffect(() => {
    studio
      .engineFacts()
      .then(setFacts, (error: unknown) => dispatch({ type: "failed", problem: problemOfPassed(error) }));
  }, [dispatch, studio]);
  // It comes with the model: what stands above it has its place then.
  if (state.model === undefined) return null;
  const ms = state.verdict?.ms;
  return (
    <footer className="engine" data-ms={ms}>
      <a href="./licenses.txt">licences</a>
      {facts !== undefined && ` · ${engineText(facts)}`}
      {ms !== undefined && ` · verdict in ${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`}
    </footer>
  );
}

/** "2 threads, relaxed SIMD", and why there is one thread where more could be. */
function engineText({ threads, simd, isIsolated }: EngineFacts): string {
  const text = `${threads} ${threads === 1 ? "thread" : "threads"}, ${simd} SIMD`;
  return isIsolated ? text : `${text} (this host does not isolate the page)`;
}
