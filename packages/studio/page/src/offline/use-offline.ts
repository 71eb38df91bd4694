import { useEffect, useRef } from "react";
import { isBlank } from "../state/shown.js";
import { useStore } from "../state/store.js";
import { keepPage } from "./register.js";

/** Milliseconds after the first verdict in which the page is left to whoever looks at it. */
const pause = 500;

/** Has the page kept once it has said what it was opened for; not where it is part of another page. */
export function useOffline(): void {
  const { model, shown, verdict, embedded } = useStore().state;
  const isReady = !embedded && model !== undefined && (isBlank(shown) || verdict !== undefined);
  const isAsked = useRef(false);
  useEffect(() => {
    if (!isReady || isAsked.current) return;
    const later = setTimeout(() => {
      isAsked.current = true;
      void keepPage();
    }, pause);
    return () => clearTimeout(later);
  }, [isReady]);
}
