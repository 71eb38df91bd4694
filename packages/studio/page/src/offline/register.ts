/**
 * Lets the browser keep the page for when there is no network. Where it cannot – in a private window, or on a host that is not
 * secure – the page lacks nothing else.
 */
export async function keepPage(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("./service-worker.js", { updateViaCache: "none" });
  } catch {
    // Nothing depends on it.
  }
}
