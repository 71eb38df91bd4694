import { useStore } from "../state/store.js";

/** In the place of a view of the service, where there is none, or none yet. */
export function NoService() {
  const { service } = useStore().state;
  if (service === undefined) return <p>Asking whether a service is behind this page…</p>;
  return (
    <p>
      There is no service behind this page, and so no queue and nothing to watch. <code>nescio serve</code>{" "}
      starts one, with this page.
    </p>
  );
}
