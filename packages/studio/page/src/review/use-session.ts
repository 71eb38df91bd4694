import { useEffect, useSyncExternalStore } from "react";
import { ReviewSession, type ReviewSessionState } from "./review-session.js";

/** How often the service is asked again when it was not reached or had nothing, in milliseconds. */
const askAgain = 4000;

// One for the page: it keeps what is claimed while another view is open.
const session = new ReviewSession();

export function useSession(): { readonly session: ReviewSession; readonly state: ReviewSessionState } {
  return { session, state: useSyncExternalStore(session.subscribe, () => session.state) };
}

/** Asks again now and then, as long as the page is seen, where something is missing. */
export function useAskAgain(): void {
  useEffect(() => {
    const timer = setInterval(() => {
      const { connection, items, unsent } = session.state;
      const isMissing = items.length === 0 || items.some(({ input }) => input?.kind === "failed");
      if (document.hidden || connection === "unauthorized") return;
      if (connection === "lost" || isMissing || unsent.length > 0) void session.goOn();
    }, askAgain);
    return () => clearInterval(timer);
  }, []);
}
