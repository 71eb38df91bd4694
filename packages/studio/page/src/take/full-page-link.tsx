import { useStore } from "../state/store.js";
import { linkOf } from "./links.js";

/** From a page that is part of another one to the whole studio, with what is shown. */
export function FullPageLink() {
  const { state } = useStore();
  return (
    <footer className="full-page">
      <a href={linkOf(state, location)} target="_blank" rel="noopener">
        Nescio studio
      </a>
    </footer>
  );
}
