import { useSyncExternalStore } from "react";

/** Whether a media query holds, now and when it changes. */
function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
  );
}

/** Whether somebody wants nothing to move by itself. */
export function useReducedMotion(): boolean {
  return useMedia("(prefers-reduced-motion: reduce)");
}

/** Whether the page is dark: canvases are painted anew for it. */
export function useDark(): boolean {
  return useMedia("(prefers-color-scheme: dark)");
}
