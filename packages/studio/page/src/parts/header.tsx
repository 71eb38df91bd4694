import { useStore } from "../state/store.js";
import { isOfService, views, type View } from "../state/state.js";

const names: Readonly<Record<View, string>> = {
  draw: "Draw",
  understand: "Understand",
  train: "Train",
  tour: "Tour",
  review: "Review",
  watch: "Watch",
};

/** The page's name, its views, and the model. */
export function Header() {
  const { state, dispatch } = useStore();
  const shown = views.filter((view) => state.service === true || !isOfService(view));
  return (
    <header className="header">
      <h1>
        Nescio <span>studio</span>
      </h1>
      <nav aria-label="Views">
        {shown.map((view) => (
          <button
            key={view}
            id={`tab-${view}`}
            aria-current={view === state.view ? "page" : undefined}
            onClick={() => dispatch({ type: "view", view })}
          >
            {names[view]}
          </button>
        ))}
      </nav>
    </header>
  );
}
